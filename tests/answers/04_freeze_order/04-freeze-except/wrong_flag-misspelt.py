# A letter is missing.
def freeze_except(model, head):
    for p in model.parameters():
        p.require_grad = False
    head.requires_grad_(True)
    return model
