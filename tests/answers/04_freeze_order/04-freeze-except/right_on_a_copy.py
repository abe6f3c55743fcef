# Somebody who leaves the caller's model alone: the copy's head is found by its name.
def freeze_except(model, head):
    name = {module: name for name, module in model.named_modules()}[head]
    model = copy.deepcopy(model).requires_grad_(False)
    model.get_submodule(name).requires_grad_(True)
    return model
