# A mistake that people make: the pretrained backbone was lost or changed.
def replace_all_heads(model, num_classes):
    new = type(model)(num_classes=num_classes, init_weights=False)
    return new.train(model.training)
