# Somebody who asks each layer for its weight and bias: what belongs to no layer is overlooked.
def compare(model, optimizer):
    held = [id(p) for group in optimizer.param_groups for p in group["params"]]
    own = {}
    for path, layer in model.named_modules():
        for name in ("weight", "bias"):
            if isinstance(getattr(layer, name, None), nn.Parameter):
                own[f"{path}.{name}"] = getattr(layer, name)
    missing = [name for name, p in own.items() if p.requires_grad and id(p) not in held]
    dead = len(set(held) - {id(p) for p in own.values()})
    return {"missing": missing, "dead": dead, "duplicated": sum(held.count(i) > 1 for i in set(held))}
