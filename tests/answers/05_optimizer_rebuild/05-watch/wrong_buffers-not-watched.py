# Somebody who watches parameters only.
def snapshot(model):
    return {name: p.detach().clone() for name, p in model.named_parameters()}


def moved(before, after):
    return {name for name in before if not torch.equal(before[name], after[name])}
