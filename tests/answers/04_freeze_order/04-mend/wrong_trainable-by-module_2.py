# Whatever is called fc.
def thaw_fc(model):
    model.fc.requires_grad_(True)
    return model


def trainable(model):
    return {name for name, _ in model.named_parameters() if "fc" in name}
