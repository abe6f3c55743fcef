# Every module inside fc gets the attribute.
def thaw_fc(model):
    for module in model.fc.modules():
        module.requires_grad = True
    return model


def trainable(model):
    return {name for name, p in model.named_parameters() if p.requires_grad}
