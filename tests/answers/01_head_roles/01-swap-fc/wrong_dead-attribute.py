# Somebody who gives the new layer the name that other architectures use.
def swap_fc(model, num_classes):
    model.classifier = nn.Linear(model.fc.in_features, num_classes)
    return model
