# Only the weight is thawed.
def thaw_fc(model):
    for name, p in model.fc.named_parameters():
        p.requires_grad = name.endswith("weight")
    return model


def trainable(model):
    return {name for name, p in model.named_parameters() if p.requires_grad}
