# The model's direct children instead of its blocks.
def unfreeze_last(model, head, n):
    model.requires_grad_(False)
    head.requires_grad_(True)
    children = [name for name, m in model.named_children() if m is not head]
    names = [name for name in children if list(model.get_submodule(name).parameters())][::-1][:n]
    for name in names:
        model.get_submodule(name).requires_grad_(True)
    return names
