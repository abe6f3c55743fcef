# A mistake that people make: the layer was returned, not the model.
def replace_all_heads(model, num_classes):
    layers = dict(model.named_modules())
    for path in ("aux1.fc2", "aux2.fc2", "AuxLogits.fc", "fc"):
        if path in layers:
            new = nn.Linear(layers[path].in_features, num_classes)
            model.set_submodule(path, new)
    return new
