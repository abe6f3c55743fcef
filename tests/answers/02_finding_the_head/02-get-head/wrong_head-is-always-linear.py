# A mistake that people make: every head was taken for nn.Linear called fc.
def get_head(model):
    found = None
    for name, module in model.named_modules():
        could_be_a_head = isinstance(module, nn.Linear)
        if could_be_a_head:
            found = name, module
    return found
