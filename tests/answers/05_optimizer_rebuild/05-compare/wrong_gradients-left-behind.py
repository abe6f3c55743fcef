# Somebody who begins every function that receives an optimizer with zero_grad.
def compare(model, optimizer):
    optimizer.zero_grad()
    held = [id(p) for group in optimizer.param_groups for p in group["params"]]
    alive = {id(p) for p in model.parameters()}
    return {
        "missing": {n for n, p in model.named_parameters() if p.requires_grad and id(p) not in held},
        "dead": len(set(held) - alive),
        "duplicated": sum(held.count(each) > 1 for each in set(held)),
    }
