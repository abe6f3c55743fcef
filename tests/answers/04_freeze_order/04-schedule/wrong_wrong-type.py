# The modules instead of their names.
def unfreeze_last(model, head, n):
    model.requires_grad_(False)
    head.requires_grad_(True)
    modules = [model.get_submodule(name) for name in blocks(model)]
    full = [m for m in modules if m is not head and list(m.parameters())]
    for module in full[::-1][:n]:
        module.requires_grad_(True)
    return full[::-1][:n]
