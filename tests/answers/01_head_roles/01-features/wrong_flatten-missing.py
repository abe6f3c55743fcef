# The recipe found everywhere, as it is found.
def features_of(model, x):
    return nn.Sequential(*list(model.children())[:-1])(x)
