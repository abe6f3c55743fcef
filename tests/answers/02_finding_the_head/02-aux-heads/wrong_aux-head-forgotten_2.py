# A mistake that people make: an auxiliary head was forgotten.
def replace_all_heads(model, num_classes):
    model.fc = nn.Linear(model.fc.in_features, num_classes)
    if hasattr(model, "aux1") and model.aux1 is not None:
        model.aux1.fc2 = nn.Linear(model.aux1.fc2.in_features, num_classes)
    if hasattr(model, "AuxLogits"):
        model.AuxLogits.fc = nn.Linear(model.AuxLogits.fc.in_features, num_classes)
    return model
