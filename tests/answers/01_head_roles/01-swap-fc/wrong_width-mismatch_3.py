# Somebody who writes the arguments the other way round.
def swap_fc(model, num_classes):
    model.fc = nn.Linear(num_classes, model.fc.in_features)
    return model
