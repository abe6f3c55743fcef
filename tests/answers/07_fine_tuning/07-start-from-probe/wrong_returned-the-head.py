# Somebody who returns what was put in.
def start_from_probe(model, probe):
    path, old = surgery.get_head(model)
    model.set_submodule(path, copy.deepcopy(probe).to(old.weight).requires_grad_(True))
    return model.get_submodule(path)
