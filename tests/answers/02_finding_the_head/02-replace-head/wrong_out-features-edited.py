# A mistake that people make: an attribute was edited, not the layer.
def replace_head(model, num_classes):
    path, old = get_head(model)
    old.out_features = num_classes
    return model
