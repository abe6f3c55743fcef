# Somebody who does not know that a new layer starts in train mode.
def replace_head(model, num_classes):
    """Give any torchvision classifier a new head; return the model."""
    path, old = [(n, m) for n, m in model.named_modules() if isinstance(m, (nn.Linear, nn.Conv2d))][-1]
    kind = dict(bias=old.bias is not None, device=old.weight.device, dtype=old.weight.dtype)
    if isinstance(old, nn.Conv2d):
        new = nn.Conv2d(old.in_channels, num_classes, old.kernel_size, old.stride, old.padding, **kind)
    else:
        new = nn.Linear(old.in_features, num_classes, **kind)
    model.set_submodule(path, new, strict=True)
    return model
