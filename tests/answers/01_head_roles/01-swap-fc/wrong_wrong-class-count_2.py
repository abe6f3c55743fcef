# Somebody who adds a class for "none of these".
def swap_fc(model, num_classes):
    model.fc = nn.Linear(model.fc.in_features, num_classes + 1)
    return model
