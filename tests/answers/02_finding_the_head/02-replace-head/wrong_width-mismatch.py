# A mistake that people make: the new layer does not fit what feeds it.
def replace_head(model, num_classes):
    path, old = get_head(model)
    new = nn.Linear(512, num_classes)
    model.set_submodule(path, new)
    return model
