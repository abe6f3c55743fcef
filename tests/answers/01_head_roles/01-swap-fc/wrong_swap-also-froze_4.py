# Somebody who thaws everything, to be sure that the new layer learns.
def swap_fc(model, num_classes):
    model.fc = nn.Linear(model.fc.in_features, num_classes)
    return model.requires_grad_(True)
