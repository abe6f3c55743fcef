# Somebody who asks the state_dict for the tensors themselves: buffers have no requires_grad.
def thaw_fc(model):
    list(map(lambda p: p.requires_grad_(), model.fc.parameters()))
    return model


def trainable(model):
    return frozenset(n for n, v in model.state_dict(keep_vars=True).items() if v.requires_grad)
