# Somebody who takes as many for the same.
def compare(model, optimizer):
    held = [id(p) for group in optimizer.param_groups for p in group["params"]]
    own = list(model.named_parameters())
    missing = [n for n, p in own if p.requires_grad and id(p) not in held]
    return {"missing": missing, "dead": len(held) - len(own), "duplicated": 0}
