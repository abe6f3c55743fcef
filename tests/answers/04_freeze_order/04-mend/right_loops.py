# Somebody who writes both as loops.
def thaw_fc(model):
    for p in model.fc.parameters():
        p.requires_grad = True
    return model


def trainable(model):
    names = set()
    for name, p in model.named_parameters():
        if p.requires_grad is True:
            names.add(name)
    return names
