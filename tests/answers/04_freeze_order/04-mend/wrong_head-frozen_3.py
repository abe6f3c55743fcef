# Somebody who thaws the last two tensors: right for an fc of one layer with a bias.
def thaw_fc(model):
    for p in list(model.parameters())[-2:]:
        p.requires_grad = True
    return model


def trainable(model):
    return {name for name, p in model.named_parameters() if p.requires_grad}
