# A mistake that people make: a path was used as the name of one attribute.
def replace_head(model, num_classes):
    path, old = get_head(model)
    new = nn.Linear(old.in_features, num_classes)
    setattr(model, path, new)
    model.set_submodule(path, new)
    return model
