# Somebody who thinks that a head with the right number of classes needs no new layer.
def replace_all_heads(model, num_classes):
    """Give the main head and all auxiliary heads num_classes logits; return the model."""
    for path in ("fc", "aux1.fc2", "aux2.fc2", "AuxLogits.fc"):
        try:
            old = model.get_submodule(path)
        except AttributeError:
            continue
        if old.out_features == num_classes:
            continue
        new = nn.Linear(old.in_features, num_classes, device=old.weight.device, dtype=old.weight.dtype)
        model.set_submodule(path, new.train(old.training), strict=True)
    return model
