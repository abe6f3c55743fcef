# Somebody who builds a new model with the right number of classes: it has learned nothing.
def swap_fc(model, num_classes):
    return models.resnet18(num_classes=num_classes).train(model.training)
