# Somebody who stopped a stage early.
def features_of(model, x):
    return nn.Sequential(*list(model.children())[:-3])(x).mean(dim=(2, 3))
