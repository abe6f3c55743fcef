# Right, another way: paths.
def replace_all_heads(model, num_classes):
    layers = dict(model.named_modules())
    for path in ("fc", "aux1.fc2", "aux2.fc2", "AuxLogits.fc"):
        if path in layers:
            model.set_submodule(path, nn.Linear(layers[path].in_features, num_classes))
    return model
