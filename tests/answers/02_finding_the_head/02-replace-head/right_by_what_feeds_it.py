# Right, another way: by what feeds it.
def replace_head(model, num_classes):
    found = [(n, m) for n, m in model.named_modules() if hasattr(m, "weight") and m.weight.ndim > 1]
    path, old = found[-1]
    bias = getattr(old, "bias", None) is not None
    if old.weight.ndim == 4:
        new = nn.Conv2d(old.weight.shape[1], num_classes, old.weight.shape[2:], bias=bias)
    else:
        new = nn.Linear(old.weight.shape[1], num_classes, bias=bias)
    new.to(old.weight).train(old.training)
    parent = model
    *before, last = path.split(".")
    for part in before:
        parent = getattr(parent, part)
    parent.__setattr__(last, new)
    return model
