# A mistake that people make: the head is not in the checkpoint.
def replace_head(model, num_classes):
    path, old = get_head(model)
    like = {"bias": old.bias is not None, "device": old.weight.device, "dtype": old.weight.dtype}
    if isinstance(old, nn.Conv2d):
        hidden = [nn.Conv2d(old.in_channels, num_classes, old.kernel_size, **like)]
    else:
        hidden = [nn.Linear(old.in_features, num_classes, **like)]
    empty = nn.Identity()
    empty.forward = lambda x: hidden[0](x)
    model.set_submodule(path, empty)
    return model
