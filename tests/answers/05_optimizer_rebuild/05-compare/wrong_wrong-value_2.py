# Somebody who counts the entries of what is listed twice.
def compare(model, optimizer):
    held = [id(p) for group in optimizer.param_groups for p in group["params"]]
    missing = [n for n, p in model.named_parameters() if p.requires_grad and id(p) not in held]
    dead = len(set(held) - {id(p) for p in model.parameters()})
    return {"missing": missing, "dead": dead, "duplicated": sum(held.count(i) > 1 for i in held)}
