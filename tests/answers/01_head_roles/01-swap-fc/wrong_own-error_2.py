# Somebody who thinks that the number of classes is all that fc is.
def swap_fc(model, num_classes):
    model.fc = num_classes
    return model
