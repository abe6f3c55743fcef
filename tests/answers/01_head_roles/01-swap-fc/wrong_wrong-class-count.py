# Somebody who typed in the ten classes of the example.
def swap_fc(model, num_classes):
    model.fc = nn.Linear(model.fc.in_features, 10)
    return model
