# Somebody who has filled in one blank so far.
def compare(model, optimizer):
    held = [id(p) for group in optimizer.param_groups for p in group["params"]]
    missing = [n for n, p in model.named_parameters() if p.requires_grad and id(p) not in held]
    dead = ...
    duplicated = ...
    return {"missing": missing, "dead": dead, "duplicated": duplicated}
