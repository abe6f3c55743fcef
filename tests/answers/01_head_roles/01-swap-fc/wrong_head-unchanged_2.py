# Somebody who operates on a copy and hands back the original.
def swap_fc(model, num_classes):
    swapped = copy.deepcopy(model)
    swapped.fc = nn.Linear(swapped.fc.in_features, num_classes)
    return model
