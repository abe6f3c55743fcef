# A mistake that people make: another number of classes than asked for.
def replace_all_heads(model, num_classes):
    layers = dict(model.named_modules())
    for path in ("fc", "aux1.fc2", "aux2.fc2", "AuxLogits.fc"):
        if path in layers:
            model.set_submodule(path, nn.Linear(layers[path].in_features, 10))
    return model
