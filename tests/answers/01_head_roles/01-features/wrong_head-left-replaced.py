# Somebody who takes the head off to look inside, and goes home.
def features_of(model, x):
    model.fc = nn.Identity()
    return model(x)
