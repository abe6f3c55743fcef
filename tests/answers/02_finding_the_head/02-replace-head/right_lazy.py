# Right, another way: lazy.
def replace_head(model, num_classes):
    path, old = get_head(model)
    options = {"bias": old.bias is not None, "device": old.weight.device, "dtype": old.weight.dtype}
    if isinstance(old, nn.Conv2d):
        new = nn.LazyConv2d(num_classes, 1, **options)
    else:
        new = nn.LazyLinear(num_classes, **options)
    model.set_submodule(path, new.train(old.training))
    return model
