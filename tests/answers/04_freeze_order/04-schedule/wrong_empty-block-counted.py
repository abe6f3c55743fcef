# Pooling layers count as blocks.
def unfreeze_last(model, head, n):
    model.requires_grad_(False)
    head.requires_grad_(True)
    names = [name for name in blocks(model) if model.get_submodule(name) is not head]
    names = names[::-1][:n]
    for name in names:
        model.get_submodule(name).requires_grad_(True)
    return names
