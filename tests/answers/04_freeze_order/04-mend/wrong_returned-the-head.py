# requires_grad_ returns the module that it was called on: fc.
def thaw_fc(model):
    return model.fc.requires_grad_(True)


def trainable(model):
    return {name for name, p in model.named_parameters() if p.requires_grad}
