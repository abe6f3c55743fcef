# Somebody who takes tensors of one shape for duplicates.
def compare(model, optimizer):
    held = [p for group in optimizer.param_groups for p in group["params"]]
    alive = set(model.parameters())
    missing = [n for n, p in model.named_parameters() if p.requires_grad and p not in set(held)]
    dead = len([p for p in held if p not in alive])
    return {"missing": missing, "dead": dead, "duplicated": len(held) - len({p.shape for p in held})}
