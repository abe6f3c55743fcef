# A mistake that people make: a whole container was replaced by one layer.
def replace_head(model, num_classes):
    for name in ("fc", "classifier", "head", "heads"):
        if hasattr(model, name):
            first = [m for m in getattr(model, name).modules() if isinstance(m, nn.Linear)][0]
            setattr(model, name, nn.Linear(first.in_features, num_classes))
    return model
