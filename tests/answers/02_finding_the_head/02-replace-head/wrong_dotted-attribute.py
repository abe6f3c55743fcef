# A mistake that people make: a path was used as the name of one attribute.
def replace_head(model, num_classes):
    path, old = get_head(model)
    setattr(model, path, nn.Linear(old.in_features, num_classes))
    return model
