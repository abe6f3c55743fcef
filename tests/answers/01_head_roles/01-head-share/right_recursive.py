# Somebody who thinks in trees: a module's own parameters, and those of its children.
def size(module):
    own = sum(p.nelement() for p in module.parameters(recurse=False))
    return own + sum(size(child) for child in module.children())


def head_share(model, head):
    return size(head) / size(model)
