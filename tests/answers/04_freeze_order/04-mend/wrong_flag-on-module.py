# trainable is right; the bug that it shows is still there.
def thaw_fc(model):
    model.fc.requires_grad = True
    return model


def trainable(model):
    return {name for name, p in model.named_parameters() if p.requires_grad}
