# Somebody who builds a new model of the same kind.
def swap_mid_training(model, optimizer, num_classes):
    new_model = copy.deepcopy(model)
    for m in new_model.modules():
        if hasattr(m, "reset_parameters"):
            m.reset_parameters()
    replace_head(new_model, num_classes)
    return new_model, rebuild(new_model, optimizer)
