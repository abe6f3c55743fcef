# Somebody who returns what an optimizer would like to have.
def thaw_fc(model):
    return list(model.fc.requires_grad_(True).parameters())


def trainable(model):
    return {name for name, p in model.named_parameters() if p.requires_grad}
