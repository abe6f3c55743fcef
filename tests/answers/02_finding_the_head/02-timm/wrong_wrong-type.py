# A mistake that people make: the result has the wrong type.
def timm_with_classes(name, num_classes):
    model = timm.create_model(name)
    return model.reset_classifier(num_classes), model
