# Everything in the state_dict: buffers too.
def thaw_fc(model):
    model.fc.requires_grad_(True)
    return model


def trainable(model):
    return set(model.state_dict())
