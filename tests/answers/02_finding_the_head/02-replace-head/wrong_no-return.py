# A mistake that people make: the function returns nothing.
def replace_head(model, num_classes):
    path, old = get_head(model)
    model.set_submodule(path, nn.Linear(old.in_features, num_classes))
