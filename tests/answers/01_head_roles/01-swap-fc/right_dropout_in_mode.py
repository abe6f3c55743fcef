# Somebody who adds a dropout, and gives the new layers the mode that the model is in.
def swap_fc(model, num_classes):
    head = nn.Sequential(nn.Dropout(0.5), nn.Linear(model.fc.in_features, num_classes))
    model.fc = head.train(model.training)
    return model
