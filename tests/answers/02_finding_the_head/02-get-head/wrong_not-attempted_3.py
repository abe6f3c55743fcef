# Somebody who filled in the first blank and left the second one.
def get_head(model):
    found = None
    for name, module in model.named_modules():
        could_be_a_head = isinstance(module, nn.Linear | nn.Conv2d)
        if could_be_a_head:
            found = ...  # what does the function promise?
    return found
