# The tensors' flag, with a letter missing.
def thaw_fc(model):
    for p in model.fc.parameters():
        p.require_grad = True
    return model


def trainable(model):
    return {name for name, p in model.named_parameters() if p.requires_grad}
