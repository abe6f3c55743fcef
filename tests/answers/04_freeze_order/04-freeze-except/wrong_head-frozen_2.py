# The order: the head on, then everything off.
def freeze_except(model, head):
    head.requires_grad_(True)
    model.requires_grad_(False)
    return model
