# A mistake that people make: num_features was taken for the head's width.
def timm_with_classes(name, num_classes):
    model = timm.create_model(name)
    for path, layer in list(model.named_modules()):
        if layer is model.get_classifier():
            model.set_submodule(path, nn.Linear(model.num_features, num_classes))
    return model
