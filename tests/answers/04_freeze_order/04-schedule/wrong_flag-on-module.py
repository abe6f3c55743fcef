# The blocks are named, and the tutorial's line is used on them.
def unfreeze_last(model, head, n):
    model.requires_grad_(False)
    head.requires_grad_(True)
    modules = {name: model.get_submodule(name) for name in blocks(model)}
    full = [name for name, m in modules.items() if m is not head and list(m.parameters())]
    names = full[::-1][:n]
    for name in names:
        modules[name].requires_grad = True
    return names
