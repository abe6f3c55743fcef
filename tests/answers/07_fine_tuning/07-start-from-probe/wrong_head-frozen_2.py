# Freezing after the swap freezes the head too.
def start_from_probe(model, probe):
    path, old = surgery.get_head(model)
    model.set_submodule(path, copy.deepcopy(probe).to(old.weight).train(old.training))
    return model.requires_grad_(False)
