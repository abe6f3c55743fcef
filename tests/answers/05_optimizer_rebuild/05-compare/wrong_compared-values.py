# Somebody who compares numbers: a copy passes for the original.
def compare(model, optimizer):
    held = [p for group in optimizer.param_groups for p in group["params"]]

    def among(p, others):
        return any(p.shape == q.shape and torch.equal(p, q) for q in others)

    own = list(model.parameters())
    missing = [n for n, p in model.named_parameters() if p.requires_grad and not among(p, held)]
    dead = sum(not among(p, own) for p in held)
    return {"missing": missing, "dead": dead, "duplicated": len(held) - len({id(p) for p in held})}
