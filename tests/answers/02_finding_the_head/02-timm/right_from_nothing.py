# Right, another way: from nothing.
def timm_with_classes(name, num_classes):
    model = timm.create_model(name, num_classes=0).eval()
    model.reset_classifier(num_classes=num_classes)
    return model
