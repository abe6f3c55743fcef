# Right, another way: reset.
def timm_with_classes(name, num_classes):
    model = timm.create_model(name, pretrained=False)
    model.reset_classifier(num_classes)
    return model
