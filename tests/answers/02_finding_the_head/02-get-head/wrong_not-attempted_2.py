# Somebody who filled in the second blank and left the first one, which counts as True.
def get_head(model):
    found = None
    for name, module in model.named_modules():
        could_be_a_head = ...
        if could_be_a_head:
            found = name, module
    return found
