# Those that have a gradient already.
def thaw_fc(model):
    model.fc.requires_grad_(True)
    return model


def trainable(model):
    return {name for name, p in model.named_parameters() if p.grad is not None}
