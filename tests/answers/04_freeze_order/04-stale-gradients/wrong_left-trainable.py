# Somebody who goes through the modules, and misses parameters that sit on the model itself.
def freeze_now(model, optimizer, head):
    own = set(head.modules())
    for child in model.children():
        for module in set(child.modules()) - own:
            for p in module.parameters(recurse=False):
                p.requires_grad = False
                p.grad = None
    return model
