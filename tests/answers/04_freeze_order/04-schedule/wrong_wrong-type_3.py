# Somebody who returns one string.
def unfreeze_last(model, head, n):
    model.requires_grad_(False)
    head.requires_grad_(True)
    modules = {name: model.get_submodule(name) for name in blocks(model)}
    full = [name for name, m in modules.items() if m is not head and list(m.parameters())]
    for name in full[::-1][:n]:
        modules[name].requires_grad_(True)
    return ", ".join(full[::-1][:n])
