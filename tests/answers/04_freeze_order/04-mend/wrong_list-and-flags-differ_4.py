# Somebody who asks each layer for its weight and its bias: a ViT's token is neither.
def thaw_fc(model):
    model.fc.requires_grad_(True)
    return model


def trainable(model):
    return {
        f"{prefix}.{name}"
        for prefix, module in model.named_modules()
        for name in ("weight", "bias")
        if isinstance(p := getattr(module, name, None), nn.Parameter) and p.requires_grad
    }
