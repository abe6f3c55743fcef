# Somebody who returns what was just made.
def swap_fc(model, num_classes):
    model.fc = nn.Linear(model.fc.in_features, num_classes)
    return model.fc
