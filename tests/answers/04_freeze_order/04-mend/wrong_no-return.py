# The return line was lost.
def thaw_fc(model):
    model.fc.requires_grad_(True)


def trainable(model):
    return {name for name, p in model.named_parameters() if p.requires_grad}
