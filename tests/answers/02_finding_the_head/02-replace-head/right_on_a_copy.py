# Right, another way: on a copy.
def replace_head(model, num_classes):
    model = copy.deepcopy(model)
    path, old = get_head(model)
    parent, _, name = path.rpartition(".")
    if isinstance(old, nn.Linear):
        new = nn.Linear(old.in_features, num_classes, bias=old.bias is not None)
    else:
        new = nn.Conv2d(old.in_channels, num_classes, old.kernel_size, old.stride, old.padding)
    setattr(model.get_submodule(parent), name, new.to(old.weight).train(old.training))
    return model
