# Somebody who leaves the probe in float32.
def start_from_probe(model, probe):
    path, old = surgery.get_head(model)
    model.set_submodule(path, copy.deepcopy(probe).requires_grad_(True).train(old.training))
    return model
