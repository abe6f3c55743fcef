# A mistake that people make: the code raised an error of its own.
def dead_parameters(model, x):
    probe = copy.deepcopy(model)
    with torch.no_grad():
        out = probe(x).sum()
    out.backward()
    return {name for name, p in probe.named_parameters() if p.grad is None}
