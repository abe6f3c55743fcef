# Backwards, down the last branch that has one.
def get_head(model, prefix=""):
    for name, child in reversed(list(model.named_children())):
        path = f"{prefix}.{name}" if prefix else name
        if isinstance(child, nn.Linear | nn.Conv2d):
            return path, child
        if deeper := get_head(child, path):
            return deeper
    return None
