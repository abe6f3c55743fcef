# A mistake that people make: a value of another kind came back.
def timm_with_classes(name, num_classes):
    model = timm.create_model(name)
    return model.reset_classifier(num_classes), model
