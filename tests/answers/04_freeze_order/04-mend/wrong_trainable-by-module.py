# The flag of the modules again, now for reading.
def thaw_fc(model):
    model.fc.requires_grad_(True)
    return model


def trainable(model):
    return {name for name, m in model.named_modules() if getattr(m, "requires_grad", True)}
