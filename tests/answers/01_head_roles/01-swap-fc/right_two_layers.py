# Somebody who wants a deeper head: an activation between its layers is none behind the last.
def swap_fc(model, num_classes):
    width = model.fc.in_features
    model.fc = nn.Sequential(nn.Linear(width, 64), nn.ReLU(), nn.Linear(64, num_classes))
    return model
