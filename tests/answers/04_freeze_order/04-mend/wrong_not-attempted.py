# Somebody who ran the stub as it came.
def thaw_fc(model):
    model.fc.requires_grad = True
    return model


def trainable(model):
    """The names of the parameters that are trainable, as a set."""
    raise NotImplementedError("your code here")
