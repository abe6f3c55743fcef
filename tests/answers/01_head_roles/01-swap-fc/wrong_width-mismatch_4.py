# Somebody who matches the new layer to the old one's output.
def swap_fc(model, num_classes):
    model.fc = nn.Linear(model.fc.out_features, num_classes)
    return model
