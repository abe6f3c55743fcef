# Somebody who trusts nothing but `is`, and counts a dead tensor as often as it is listed.
def compare(model, optimizer):
    held = []
    for group in optimizer.param_groups:
        held.extend(group["params"])
    missing = []
    for name, p in model.named_parameters():
        if p.requires_grad and not any(p is q for q in held):
            missing.append(name)
    dead = [q for q in held if not any(q is p for p in model.parameters())]
    twice = {id(q) for q in held if sum(q is other for other in held) > 1}
    return {"missing": tuple(missing), "dead": len(dead), "duplicated": len(twice)}
