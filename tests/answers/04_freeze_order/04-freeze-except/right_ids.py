# Somebody who compares tensors by identity.
def freeze_except(model, head):
    mine = {id(p) for p in head.parameters()}
    for p in model.parameters():
        p.requires_grad = id(p) in mine
    return model
