# Somebody who replaces every Linear with as many outputs as the main head: of 1024 there are more.
def replace_all_heads(model, num_classes):
    classes = model.fc.out_features
    for path, layer in list(model.named_modules()):
        if isinstance(layer, nn.Linear) and layer.out_features == classes:
            model.set_submodule(path, nn.Linear(layer.in_features, num_classes))
    return model
