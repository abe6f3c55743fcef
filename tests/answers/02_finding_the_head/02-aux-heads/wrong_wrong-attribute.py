# A mistake that people make: one architecture's name was used for all.
def replace_all_heads(model, num_classes):
    model.fc = nn.Linear(model.fc.in_features, num_classes)
    model.AuxLogits.fc = nn.Linear(model.AuxLogits.fc.in_features, num_classes)
    return model
