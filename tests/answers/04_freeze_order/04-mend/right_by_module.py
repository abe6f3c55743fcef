# Somebody who goes through the modules and puts the names together.
def thaw_fc(model):
    return model.apply(lambda m: m.requires_grad_(True) if m is model.fc else None)


def trainable(model):
    return {
        f"{prefix}.{name}" if prefix else name
        for prefix, module in model.named_modules()
        for name, p in module._parameters.items()
        if p is not None and p.requires_grad
    }
