# Somebody who returns the model and, to be helpful, its new layer.
def swap_fc(model, num_classes):
    model.fc = nn.Linear(model.fc.in_features, num_classes)
    return model, model.fc
