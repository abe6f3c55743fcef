# An old hand: another shell around the same layers, so that no weight is copied.
def features_of(model, x):
    shell = copy.copy(model)
    shell._modules = {**model._modules, "fc": nn.Identity()}
    return shell(x)
