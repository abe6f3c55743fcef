# train() taken for a thaw.
def thaw_fc(model):
    model.fc.train()
    return model


def trainable(model):
    return {name for name, p in model.named_parameters() if p.requires_grad}
