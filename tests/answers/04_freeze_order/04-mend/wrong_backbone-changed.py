# Somebody who puts the head into a model of its own.
def thaw_fc(model):
    fc, model.fc = model.fc, nn.Identity()
    return nn.Sequential(model, nn.Linear(fc.in_features, fc.out_features).requires_grad_(True))


def trainable(model):
    return {name for name, p in model.named_parameters() if p.requires_grad}
