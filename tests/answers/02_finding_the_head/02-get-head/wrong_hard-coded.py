# A mistake that people make: one case was typed in.
def get_head(model):
    found = None
    for name, module in model.named_modules():
        could_be_a_head = getattr(module, "out_features", getattr(module, "out_channels", 0)) == 1000
        if could_be_a_head:
            found = name, module
    return found
