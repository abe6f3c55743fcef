# The tensors instead of their names.
def thaw_fc(model):
    model.fc.requires_grad_(True)
    return model


def trainable(model):
    return {p for p in model.parameters() if p.requires_grad}
