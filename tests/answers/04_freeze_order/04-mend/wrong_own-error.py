# A typing error in the name of a method.
def thaw_fc(model):
    model.fc.requires_grad_(True)
    return model


def trainable(model):
    return {name for name, p in model.named_parameter() if p.requires_grad}
