# Somebody who wants to find the new layer again, and keeps a handle on the model.
def replace_head(model, num_classes):
    path, old = get_head(model)
    owner, _, name = path.rpartition(".")
    kind = nn.Conv2d if isinstance(old, nn.Conv2d) else nn.Linear
    more = {"kernel_size": 1} if kind is nn.Conv2d else {}
    model.new_head = kind(old.weight.shape[1], num_classes, bias=old.bias is not None, **more)
    model.new_head.to(old.weight)
    setattr(model.get_submodule(owner), name, model.new_head)
    return model
