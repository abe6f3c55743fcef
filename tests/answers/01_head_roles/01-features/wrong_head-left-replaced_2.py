# Somebody who puts a head back, but a new one.
def features_of(model, x):
    width, classes = model.fc.in_features, model.fc.out_features
    model.fc = nn.Identity()
    features = model(x)
    model.fc = nn.Linear(width, classes).eval()
    return features
