# A mistake that people make: the result has the wrong type.
def get_head(model):
    found = None
    for name, module in model.named_modules():
        could_be_a_head = isinstance(module, nn.Linear | nn.Conv2d)
        if could_be_a_head:
            found = name
    return found
