# Somebody who expects the head under the name that DenseNet gives it.
def swap_fc(model, num_classes):
    model.classifier = nn.Linear(model.classifier.in_features, num_classes)
    return model
