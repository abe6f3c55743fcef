# Right, another way: lazy bias.
def replace_head(model, num_classes):
    path, old = get_head(model)
    with torch.device(old.weight.device):
        if isinstance(old, nn.Conv2d):
            new = nn.Conv2d(old.in_channels, num_classes, 1)
        else:
            new = nn.Linear(old.in_features, num_classes)
    new = new.to(old.weight.dtype)
    if old.bias is None:
        new.bias = None
    parent = model.get_submodule(path[: path.rfind(".")]) if "." in path else model
    setattr(parent, path.split(".")[-1], new.train(old.training))
    return model
