# A mistake that people make: a layer further in was taken.
def get_head(model):
    for name, module in model.named_modules():
        could_be_a_head = isinstance(module, nn.Linear)
        if could_be_a_head:
            return name, module
