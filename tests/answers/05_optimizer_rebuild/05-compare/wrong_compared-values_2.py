# Somebody for whom two BatchNorm weights, all ones, are duplicates.
def compare(model, optimizer):
    held = [p for group in optimizer.param_groups for p in group["params"]]
    ids = [id(p) for p in held]
    missing = [n for n, p in model.named_parameters() if p.requires_grad and id(p) not in ids]
    dead = len(set(ids) - {id(p) for p in model.parameters()})
    duplicated = sum(
        any(p is not q and p.shape == q.shape and torch.equal(p, q) for q in held) for p in held
    )
    return {"missing": missing, "dead": dead, "duplicated": duplicated}
