# requires_grad_ returns the module that it was called on.
def freeze_except(model, head):
    model.requires_grad_(False)
    return head.requires_grad_(True)
