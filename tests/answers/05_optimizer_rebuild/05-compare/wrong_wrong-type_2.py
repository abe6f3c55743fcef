# Somebody who returns the three without their names.
def compare(model, optimizer):
    held = [id(p) for group in optimizer.param_groups for p in group["params"]]
    missing = [n for n, p in model.named_parameters() if p.requires_grad and id(p) not in held]
    return missing, len(set(held) - {id(p) for p in model.parameters()}), 0
