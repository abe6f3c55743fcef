# Somebody who collects the tensors, not their names.
def compare(model, optimizer):
    held = [id(p) for group in optimizer.param_groups for p in group["params"]]
    missing = [p for p in model.parameters() if p.requires_grad and id(p) not in held]
    dead = len(set(held) - {id(p) for p in model.parameters()})
    return {"missing": missing, "dead": dead, "duplicated": len(held) - len(set(held))}
