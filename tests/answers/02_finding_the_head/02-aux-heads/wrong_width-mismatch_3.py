# Somebody who replaces every Linear and Conv2d with as many outputs as the main head.
def replace_all_heads(model, num_classes):
    """Give the main head and all auxiliary heads num_classes logits; return the model."""
    before = model.fc.out_features
    for path, old in list(model.named_modules()):
        kind = dict(bias=getattr(old, "bias", None) is not None)
        if isinstance(old, nn.Linear) and old.out_features == before:
            new = nn.Linear(old.in_features, num_classes, **kind)
        elif isinstance(old, nn.Conv2d) and old.out_channels == before:
            new = nn.Conv2d(old.in_channels, num_classes, old.kernel_size, old.stride, old.padding, **kind)
        else:
            continue
        model.set_submodule(path, new.to(old.weight).train(old.training), strict=True)
    return model
