# Somebody who freezes only what blocks() lists: a ViT's token is in no block.
def unfreeze_last(model, head, n):
    names = [name for name in blocks(model) if model.get_submodule(name) is not head]
    full = [name for name in names if list(model.get_submodule(name).parameters())]
    for name in full:
        model.get_submodule(name).requires_grad_(False)
    head.requires_grad_(True)
    chosen = full[::-1][:n]
    for name in chosen:
        model.get_submodule(name).requires_grad_(True)
    return chosen
