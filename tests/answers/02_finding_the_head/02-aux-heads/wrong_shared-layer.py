# A mistake that people make: one layer was taken for two.
def replace_all_heads(model, num_classes):
    new = nn.Linear(model.fc.in_features, num_classes)
    for path in ("fc", "aux1.fc2", "aux2.fc2"):
        if path in dict(model.named_modules()):
            model.set_submodule(path, new)
    if hasattr(model, "AuxLogits"):
        model.AuxLogits.fc = nn.Linear(model.AuxLogits.fc.in_features, num_classes)
    return model
