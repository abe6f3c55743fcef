# The same with the head's own last name.
def freeze_except(model, head):
    last = next(n for n, m in model.named_modules() if m is head).split(".")[-1]
    for name, p in model.named_parameters():
        p.requires_grad = last in name
    return model
