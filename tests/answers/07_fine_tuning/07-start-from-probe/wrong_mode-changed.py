# Somebody who ends with eval().
def start_from_probe(model, probe):
    path, old = surgery.get_head(model)
    model.set_submodule(path, copy.deepcopy(probe).to(old.weight).requires_grad_(True))
    return model.eval()
