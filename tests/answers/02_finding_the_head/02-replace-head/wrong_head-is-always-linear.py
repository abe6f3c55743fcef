# The finder knows of convolutions, the new layer does not.
def replace_head(model, num_classes):
    path, old = get_head(model)
    like = {"bias": old.bias is not None, "device": old.weight.device, "dtype": old.weight.dtype}
    new = nn.Linear(old.in_features, num_classes, **like)
    model.set_submodule(path, new.train(old.training), strict=True)
    return model
