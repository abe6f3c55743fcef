# Somebody who ran the starter code unchanged.
def thaw_fc(model):
    model.fc.requires_grad = True
    return model


def trainable(model):
    """The names of the parameters that are trainable, as a set."""
    raise NotImplementedError("your code here")
