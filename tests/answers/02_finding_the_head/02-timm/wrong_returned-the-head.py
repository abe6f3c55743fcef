# A mistake that people make: the layer was returned, not the model.
def timm_with_classes(name, num_classes):
    model = timm.create_model(name, num_classes=num_classes)
    return model.get_classifier()
