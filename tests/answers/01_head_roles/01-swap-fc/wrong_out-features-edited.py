# Somebody who sets the number where it is shown.
def swap_fc(model, num_classes):
    model.fc.out_features = num_classes
    return model
