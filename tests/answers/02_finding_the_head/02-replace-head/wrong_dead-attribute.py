# A mistake that people make: the new layer is registered but never called.
def replace_head(model, num_classes):
    _, old = get_head(model)
    model.fc = nn.Linear(old.weight.shape[1], num_classes)
    return model
