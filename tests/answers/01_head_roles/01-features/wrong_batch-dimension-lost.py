# Somebody who removes the two ones with squeeze(), which fails for a single image.
def features_of(model, x):
    return nn.Sequential(*list(model.children())[:-1])(x).squeeze()
