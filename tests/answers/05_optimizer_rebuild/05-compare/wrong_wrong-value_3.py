# Somebody who fills in the blanks, and counts surplus entries: one tensor three times makes two.
def compare(model, optimizer):
    """What the optimizer lacks (names), and how many tensors are dead or listed twice."""
    held = [id(p) for group in optimizer.param_groups for p in group["params"]]
    missing = [n for n, p in model.named_parameters() if p.requires_grad and id(p) not in held]
    dead = len(set(held) - {id(p) for p in model.parameters()})
    duplicated = len(held) - len(set(held))
    return {"missing": missing, "dead": dead, "duplicated": duplicated}
