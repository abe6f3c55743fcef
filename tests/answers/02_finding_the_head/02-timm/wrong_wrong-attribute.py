# A mistake that people make: one architecture's name was used for all.
def timm_with_classes(name, num_classes):
    model = timm.create_model(name)
    model.classifier = nn.Linear(model.classifier.in_features, num_classes)
    return model
