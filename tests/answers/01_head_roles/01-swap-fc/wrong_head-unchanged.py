# Somebody who binds a local name to the new layer; the model never hears of it.
def swap_fc(model, num_classes):
    fc = model.fc
    fc = nn.Linear(fc.in_features, num_classes)
    return model
