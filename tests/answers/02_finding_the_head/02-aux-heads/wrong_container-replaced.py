# A mistake that people make: a whole container was replaced by one layer.
def replace_all_heads(model, num_classes):
    model.fc = nn.Linear(model.fc.in_features, num_classes)
    if getattr(model, "aux1", None) is not None:
        model.aux1 = nn.Linear(model.aux1.fc2.in_features, num_classes)
        model.aux2 = nn.Linear(model.aux2.fc2.in_features, num_classes)
    return model
