# A mistake that people make: an auxiliary head was forgotten.
def replace_all_heads(model, num_classes):
    model.fc = nn.Linear(model.fc.in_features, num_classes)
    for name in ("aux1", "aux2"):
        if getattr(model, name, None) is not None:
            aux = getattr(model, name)
            aux.fc2 = nn.Linear(aux.fc2.in_features, num_classes)
    return model
