# A mistake that people make: an auxiliary head was forgotten.
def replace_all_heads(model, num_classes):
    model.fc = nn.Linear(model.fc.in_features, num_classes)
    return model
