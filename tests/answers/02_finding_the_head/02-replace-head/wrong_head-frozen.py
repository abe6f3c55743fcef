# A mistake that people make: the new head cannot learn.
def replace_head(model, num_classes):
    path, old = get_head(model)
    like = {"bias": old.bias is not None, "device": old.weight.device, "dtype": old.weight.dtype}
    if isinstance(old, nn.Conv2d):
        new = nn.Conv2d(old.in_channels, num_classes, old.kernel_size, **like)
    else:
        new = nn.Linear(old.in_features, num_classes, **like)
    new.requires_grad_(old.weight.requires_grad)
    model.set_submodule(path, new)
    return model
