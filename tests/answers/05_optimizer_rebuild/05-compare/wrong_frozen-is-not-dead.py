# Somebody who compares with the trainable parameters both times.
def compare(model, optimizer):
    held = [id(p) for group in optimizer.param_groups for p in group["params"]]
    own = {id(p): n for n, p in model.named_parameters() if p.requires_grad}
    missing = [n for i, n in own.items() if i not in held]
    dead = len(set(held) - set(own))
    return {"missing": missing, "dead": dead, "duplicated": len(held) - len(set(held))}
