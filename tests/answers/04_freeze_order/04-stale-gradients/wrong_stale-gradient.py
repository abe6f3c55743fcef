# The flags alone.
def freeze_now(model, optimizer, head):
    model.requires_grad_(False)
    head.requires_grad_(True)
    return model
