# Right, another way: loop.
def get_head(model):
    """The dotted path and the module of the head, registered last of its kind."""
    found = None
    for name, module in model.named_modules():
        could_be_a_head = isinstance(module, (nn.Linear, nn.Conv2d))
        if could_be_a_head:
            found = name, module
    return found
