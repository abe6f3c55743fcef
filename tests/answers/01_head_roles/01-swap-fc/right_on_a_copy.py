# Somebody who leaves the caller's model alone.
def swap_fc(model, num_classes):
    swapped = copy.deepcopy(model)
    swapped.fc = nn.Linear(swapped.fc.in_features, num_classes)
    return swapped
