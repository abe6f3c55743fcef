# Somebody who thaws whatever has fc in its name: a RegNet has fc1 and fc2 inside.
def thaw_fc(model):
    for name, p in model.named_parameters():
        if "fc" in name:
            p.requires_grad = True
    return model


def trainable(model):
    return {name for name, p in model.named_parameters() if p.requires_grad}
