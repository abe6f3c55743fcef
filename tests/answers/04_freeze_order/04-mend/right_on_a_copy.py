# Somebody who leaves the caller's model frozen.
def thaw_fc(model):
    model = copy.deepcopy(model)
    model.fc.requires_grad_()
    return model


def trainable(model):
    return {n for n, p in model.named_parameters()} - {
        n for n, p in model.named_parameters() if not p.requires_grad
    }
