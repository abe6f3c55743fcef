# Somebody who walks down the tree and stops at the head.
def freeze_except(model, head):
    def walk(module):
        if module is head:
            module.requires_grad_(True)
            return
        for p in module.parameters(recurse=False):
            p.requires_grad = False
        for child in module.children():
            walk(child)

    walk(model)
    return model
