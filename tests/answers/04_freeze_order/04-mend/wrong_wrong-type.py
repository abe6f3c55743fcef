# How many, instead of which.
def thaw_fc(model):
    model.fc.requires_grad_(True)
    return model


def trainable(model):
    return sum(p.requires_grad for p in model.parameters())
