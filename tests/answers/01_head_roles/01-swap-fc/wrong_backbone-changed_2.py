# Somebody who builds a new model of the same kind: it has learned nothing.
def swap_fc(model, num_classes):
    new = copy.deepcopy(model)
    new.fc = nn.Linear(model.fc.in_features, num_classes)
    for module in new.modules():
        if hasattr(module, "reset_parameters"):
            module.reset_parameters()
    return new
