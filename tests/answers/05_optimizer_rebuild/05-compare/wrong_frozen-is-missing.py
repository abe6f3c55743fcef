# Somebody who forgets that a frozen parameter needs no optimizer.
def compare(model, optimizer):
    held = [id(p) for group in optimizer.param_groups for p in group["params"]]
    missing = [n for n, p in model.named_parameters() if id(p) not in held]
    dead = len(set(held) - {id(p) for p in model.parameters()})
    return {"missing": missing, "dead": dead, "duplicated": len(held) - len(set(held))}
