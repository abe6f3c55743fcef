# A mistake that people make: the old head is still there.
def timm_with_classes(name, num_classes):
    model = timm.create_model(name)
    model.num_classes = num_classes
    return model
