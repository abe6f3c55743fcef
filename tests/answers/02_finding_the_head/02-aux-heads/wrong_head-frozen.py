# Somebody who gives each new head the old one's requires_grad.
def replace_all_heads(model, num_classes):
    layers = dict(model.named_modules())
    for path in ("fc", "aux1.fc2", "aux2.fc2", "AuxLogits.fc"):
        if path in layers:
            old = layers[path]
            new = nn.Linear(old.in_features, num_classes)
            model.set_submodule(path, new.requires_grad_(old.weight.requires_grad))
    return model
