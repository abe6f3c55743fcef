# Somebody who ran the starter code unchanged.
def get_head(model):
    """The dotted path and the module of the head, registered last of its kind."""
    found = None
    for name, module in model.named_modules():
        could_be_a_head = ...  # True or False, by its class
        if could_be_a_head:
            found = ...  # what does the function promise?
    return found
