# Somebody who always calls eval() before a forward pass, and never looks back.
def features_of(model, x):
    model.eval()
    return nn.Sequential(*list(model.children())[:-1])(x).flatten(1)
