# Somebody who switches to train mode for the pass: BatchNorm learns from the images.
def features_of(model, x):
    model.train()
    features = nn.Sequential(*list(model.children())[:-1])(x).flatten(1)
    model.eval()
    return features
