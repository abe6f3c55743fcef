# Somebody who takes the last group by accident: the loop variable is left over.
def compare(model, optimizer):
    for group in optimizer.param_groups[:1]:
        held = [id(p) for p in group["params"]]
    dead = sum(i not in {id(p) for p in model.parameters()} for i in set(held))
    every = {id(p) for g in optimizer.param_groups for p in g["params"]}
    missing = [n for n, p in model.named_parameters() if p.requires_grad and id(p) not in every]
    return {"missing": missing, "dead": dead, "duplicated": len(held) - len(set(held))}
