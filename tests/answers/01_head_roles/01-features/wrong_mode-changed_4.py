# Somebody who leaves the model ready for training, because training comes next.
def features_of(model, x):
    features = nn.Sequential(*list(model.children())[:-1])(x).flatten(1)
    model.train()
    return features
