# A mistake that people make: the new layer does not fit what feeds it.
def replace_all_heads(model, num_classes):
    for path, layer in list(model.named_modules()):
        if isinstance(layer, nn.Linear):
            model.set_submodule(path, nn.Linear(layer.in_features, num_classes))
    return model
