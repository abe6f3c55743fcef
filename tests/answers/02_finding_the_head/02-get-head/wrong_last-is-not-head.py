# A mistake that people make: the last module was taken, whatever it is.
def get_head(model):
    found = None
    for name, module in model.named_modules():
        could_be_a_head = ...
        if could_be_a_head:
            found = name, module
    return found
