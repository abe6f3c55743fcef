# The second argument of create_model is another one.
def timm_with_classes(name, num_classes):
    return timm.create_model(name, num_classes)
