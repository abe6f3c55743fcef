# Somebody who keeps the scores between -1 and 1, for tidiness.
def swap_fc(model, num_classes):
    model.fc = nn.Sequential(nn.Linear(model.fc.in_features, num_classes), nn.Tanh())
    return model
