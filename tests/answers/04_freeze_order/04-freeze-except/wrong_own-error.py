# Somebody who asks a tensor for a method that modules have.
def freeze_except(model, head):
    for p in model.parameters():
        p.freeze()
    head.requires_grad_(True)
    return model
