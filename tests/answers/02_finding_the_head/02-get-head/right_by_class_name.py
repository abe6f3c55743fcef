# Right, another way: by class name.
def get_head(model):
    for name, module in reversed(list(model.named_modules())):
        if type(module).__name__ in ("Linear", "Conv2d"):
            return name, module
