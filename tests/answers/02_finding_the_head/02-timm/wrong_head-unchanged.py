def timm_with_classes(name, num_classes):
    return timm.create_model(name)
