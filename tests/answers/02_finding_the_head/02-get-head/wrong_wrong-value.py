# A layer is compared with a class: never equal, so nothing is ever found.
def get_head(model):
    found = None
    for name, module in model.named_modules():
        could_be_a_head = module in (nn.Linear, nn.Conv2d)
        if could_be_a_head:
            found = name, module
    return found
