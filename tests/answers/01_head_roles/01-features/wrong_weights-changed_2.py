# Somebody who freezes the model, since features are not trained.
def features_of(model, x):
    for parameter in model.parameters():
        parameter.requires_grad = False
    return nn.Sequential(*list(model.children())[:-1])(x).flatten(1)
