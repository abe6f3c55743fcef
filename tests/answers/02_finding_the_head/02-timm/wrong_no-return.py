# A mistake that people make: the function returns nothing.
def timm_with_classes(name, num_classes):
    model = timm.create_model(name)
    model.reset_classifier(num_classes)
