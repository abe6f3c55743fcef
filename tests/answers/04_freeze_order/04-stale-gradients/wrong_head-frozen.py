# Everything.
def freeze_now(model, optimizer, head):
    for p in model.parameters():
        p.requires_grad = False
        p.grad = None
    return model
