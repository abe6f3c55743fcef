# Everything off, and nothing on.
def freeze_except(model, head):
    for p in model.parameters():
        p.requires_grad = False
    return model
