# Right, another way: by attribute.
def get_head(model):
    found = None
    for name, module in model.named_modules():
        if hasattr(module, "out_features") or hasattr(module, "out_channels"):
            found = [name, module]
    return found
