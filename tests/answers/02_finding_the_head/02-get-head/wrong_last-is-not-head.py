# Somebody who takes every layer for a possible head.
def get_head(model):
    found = None
    for name, module in model.named_modules():
        could_be_a_head = True
        if could_be_a_head:
            found = name, module
    return found
