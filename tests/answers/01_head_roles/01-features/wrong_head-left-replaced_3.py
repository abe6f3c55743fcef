# Somebody who tells fc to pass its input on, and never tells it to stop.
def features_of(model, x):
    model.fc.forward = lambda features: features
    return model(x)
