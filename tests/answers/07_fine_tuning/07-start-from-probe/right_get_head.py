# The path of the last layer, and a copy of the probe there.
def start_from_probe(model, probe):
    path, old = surgery.get_head(model)
    new = copy.deepcopy(probe).to(old.weight.device, old.weight.dtype)
    new.train(old.training)
    model.set_submodule(path, new.requires_grad_(True))
    return model
