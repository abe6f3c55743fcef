# The line that everybody learns: read the width from the layer that is there.
def swap_fc(model, num_classes):
    model.fc = nn.Linear(model.fc.in_features, num_classes)
    return model
