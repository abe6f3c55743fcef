# A mistake that people make: another number of classes than asked for.
def replace_head(model, num_classes):
    path, old = get_head(model)
    model.set_submodule(path, nn.Linear(old.in_features, 10))
    return model
