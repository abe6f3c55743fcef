# The head is counted, and left out of the list.
def unfreeze_last(model, head, n):
    model.requires_grad_(False)
    head.requires_grad_(True)
    modules = {name: model.get_submodule(name) for name in blocks(model)}
    full = [name for name, m in modules.items() if list(m.parameters())]
    names = [name for name in full[::-1][:n] if modules[name] is not head]
    for name in names:
        modules[name].requires_grad_(True)
    return names
