# Somebody who comes from yes-or-no tasks.
def swap_fc(model, num_classes):
    model.fc = nn.Sequential(nn.Linear(model.fc.in_features, num_classes), nn.Sigmoid())
    return model
