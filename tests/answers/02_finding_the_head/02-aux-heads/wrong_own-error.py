# A mistake that people make: the code raised an error of its own.
def replace_all_heads(model, num_classes):
    for path in ("fc", "aux1.fc2", "aux2.fc2") if hasattr(model, "aux1") else ("fc", "AuxLogits.fc"):
        layer = model.get_submodule(path)
        model.set_submodule(path, nn.Linear(layer.in_features, num_classes))
    return model
