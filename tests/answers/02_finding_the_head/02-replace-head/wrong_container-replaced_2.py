# A mistake that people make: a whole container was replaced by one layer.
def replace_head(model, num_classes):
    path, old = get_head(model)
    top = path.split(".")[0]
    block = getattr(model, top)
    if isinstance(block, nn.Sequential):
        kept = [m for m in block if not isinstance(m, nn.Dropout) and m is not old]
        setattr(model, top, nn.Sequential(*kept, nn.Linear(old.weight.shape[1], num_classes)))
    else:
        setattr(model, top, nn.Linear(old.weight.shape[1], num_classes))
    return model
