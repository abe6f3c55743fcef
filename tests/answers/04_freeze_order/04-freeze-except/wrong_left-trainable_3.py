# Modules are frozen, parameters that sit directly on the model (a ViT's token) are not.
def freeze_except(model, head):
    head.requires_grad_(True)
    inside = set(head.modules())
    for child in model.children():
        for module in child.modules():
            if module not in inside:
                for p in module.parameters(recurse=False):
                    p.requires_grad = False
    return model
