# Somebody who leaves the caller's model alone.
def start_from_probe(model, probe):
    model = copy.deepcopy(model)
    name = [n for n, m in model.named_modules() if isinstance(m, nn.Linear)][-1]
    old = model.get_submodule(name)
    new = nn.Linear(probe.in_features, probe.out_features, bias=probe.bias is not None)
    new.load_state_dict(probe.state_dict())
    parent, _, child = name.rpartition(".")
    setattr(model.get_submodule(parent), child, new.to(old.weight).train(old.training))
    return model
