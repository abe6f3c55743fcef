# Somebody who takes the first dimension because it comes first.
def swap_fc(model, num_classes):
    model.fc = nn.Sequential(nn.Linear(model.fc.in_features, num_classes), nn.Softmax(dim=0))
    return model
