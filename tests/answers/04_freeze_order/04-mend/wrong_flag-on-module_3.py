# The method is overwritten instead of called.
def thaw_fc(model):
    model.fc.requires_grad_ = True
    return model
def trainable(model):
    return {n for n, p in model.named_parameters() if p.requires_grad}
