# Somebody who compares shapes, because only the head changed.
def compare(model, optimizer):
    held = [p for group in optimizer.param_groups for p in group["params"]]
    own, shapes = [p.shape for p in model.parameters()], [p.shape for p in held]
    missing = [n for n, p in model.named_parameters() if p.requires_grad and p.shape not in shapes]
    dead = sum(shape not in own for shape in shapes)
    return {"missing": missing, "dead": dead, "duplicated": len(held) - len(set(held))}
