# The method, on the whole model.
def thaw_fc(model):
    model.requires_grad_(True)
    return model


def trainable(model):
    return {name for name, p in model.named_parameters() if p.requires_grad}
