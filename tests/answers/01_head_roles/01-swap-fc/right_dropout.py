# Somebody who adds a dropout: a new layer is in train mode, as the model is.
def swap_fc(model, num_classes):
    model.fc = nn.Sequential(nn.Dropout(0.5), nn.Linear(model.fc.in_features, num_classes))
    return model
