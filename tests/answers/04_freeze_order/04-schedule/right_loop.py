# A loop that stops in time.
def unfreeze_last(model, head, n):
    for p in model.parameters():
        p.requires_grad = False
    for p in head.parameters():
        p.requires_grad = True
    names = []
    for name in reversed(list(blocks(model))):
        block = model.get_submodule(name)
        if block is head or not any(True for _ in block.parameters()):
            continue
        if len(names) == n:
            break
        block.requires_grad_(True)
        names.append(name)
    return names
