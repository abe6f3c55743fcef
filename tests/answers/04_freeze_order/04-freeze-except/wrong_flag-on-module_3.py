# The method is overwritten instead of called.
def freeze_except(model, head):
    model.requires_grad_(False)
    head.requires_grad_ = True
    return model
