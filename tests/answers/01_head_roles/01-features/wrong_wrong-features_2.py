# Somebody who normalises, because embeddings are usually compared that way.
def features_of(model, x):
    features = nn.Sequential(*list(model.children())[:-1])(x).flatten(1)
    return F.normalize(features, dim=1)
