# Somebody who fixes the optimizer instead of only looking at it.
def compare(model, optimizer):
    held = [id(p) for group in optimizer.param_groups for p in group["params"]]
    missing = [n for n, p in model.named_parameters() if p.requires_grad and id(p) not in held]
    dead = len(set(held) - {id(p) for p in model.parameters()})
    optimizer.param_groups[0]["params"] = list(model.parameters())
    return {"missing": missing, "dead": dead, "duplicated": len(held) - len(set(held))}
