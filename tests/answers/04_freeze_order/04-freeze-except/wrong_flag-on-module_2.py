# Right for the body, the tutorial's line for the head.
def freeze_except(model, head):
    model.requires_grad_(False)
    head.requires_grad = True
    return model
