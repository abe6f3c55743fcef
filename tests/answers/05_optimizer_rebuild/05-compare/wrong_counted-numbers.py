# Somebody who wants to know how much memory is wasted.
def compare(model, optimizer):
    held = [p for group in optimizer.param_groups for p in group["params"]]
    own = set(model.parameters())
    missing = [n for n, p in model.named_parameters() if p.requires_grad and p not in set(held)]
    dead = sum(p.numel() for p in held if p not in own)
    return {"missing": missing, "dead": dead, "duplicated": len(held) - len(set(held))}
