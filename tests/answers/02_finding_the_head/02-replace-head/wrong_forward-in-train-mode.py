# A mistake that people make: a look at the model changed it.
def replace_head(model, num_classes):
    path, old = get_head(model)
    model(torch.rand(2, 3, 64, 64, dtype=old.weight.dtype))
    like = {"bias": old.bias is not None, "device": old.weight.device, "dtype": old.weight.dtype}
    if isinstance(old, nn.Conv2d):
        new = nn.Conv2d(old.in_channels, num_classes, old.kernel_size, **like)
    else:
        new = nn.Linear(old.in_features, num_classes, **like)
    model.set_submodule(path, new)
    return model
