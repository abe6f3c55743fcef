# Right, another way: walk.
def replace_head(model, num_classes):
    last = None
    for parent in model.modules():
        for name, child in parent.named_children():
            if isinstance(child, (nn.Linear, nn.Conv2d)):
                last = parent, name, child
    path, _ = [(n, m) for n, m in model.named_modules() if isinstance(m, nn.Linear | nn.Conv2d)][-1]
    *parents, name = path.split(".")
    parent = model
    for part in parents:
        parent = getattr(parent, part)
    old = getattr(parent, name)
    kind = type(old) if type(old) in (nn.Linear, nn.Conv2d) else nn.Linear
    more = {"kernel_size": old.kernel_size} if kind is nn.Conv2d else {}
    width = old.weight.shape[1]
    new = kind(width, num_classes, bias=old.bias is not None, **more).to(old.weight)
    parent._modules[name] = new.train(old.training)
    return model
