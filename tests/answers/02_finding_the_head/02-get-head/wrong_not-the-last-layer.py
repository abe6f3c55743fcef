# A mistake that people make: a layer further in was taken.
def get_head(model):
    for name, module in model.named_modules():
        could_be_a_head = isinstance(module, nn.Linear | nn.Conv2d)
        if could_be_a_head:
            found = name, module
            break
    return found
