# The frozen ones.
def thaw_fc(model):
    model.fc.requires_grad_(True)
    return model


def trainable(model):
    return {name for name, p in model.named_parameters() if not p.requires_grad}
