# Somebody who looks for ImageNet's 1000 classes.
def replace_all_heads(model, num_classes):
    for path, layer in list(model.named_modules()):
        if isinstance(layer, nn.Linear) and layer.out_features == 1000:
            model.set_submodule(path, nn.Linear(layer.in_features, num_classes))
    return model
