# Somebody who knows param_groups[0] from examples.
def compare(model, optimizer):
    held = [id(p) for p in optimizer.param_groups[0]["params"]]
    missing = [n for n, p in model.named_parameters() if p.requires_grad and id(p) not in held]
    dead = len(set(held) - {id(p) for p in model.parameters()})
    return {"missing": missing, "dead": dead, "duplicated": len(held) - len(set(held))}
