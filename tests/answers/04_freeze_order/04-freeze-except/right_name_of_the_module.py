# Somebody who finds out the head's own name first, and compares whole prefixes.
def freeze_except(model, head):
    prefix = next(name for name, module in model.named_modules() if module is head)
    for name, p in model.named_parameters():
        p.requires_grad_(name.startswith(prefix + "."))
    return model
