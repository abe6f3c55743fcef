# A mistake that people make: one architecture's name was used for all.
def replace_head(model, num_classes):
    model.fc = nn.Linear(model.fc.in_features, num_classes)
    return model
