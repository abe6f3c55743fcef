# Somebody for whom an activation belongs behind every layer.
def swap_fc(model, num_classes):
    model.fc = nn.Sequential(nn.Linear(model.fc.in_features, num_classes), nn.ReLU())
    return model
