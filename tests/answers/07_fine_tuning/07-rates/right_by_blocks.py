# By lesson 04's blocks; what is in no block gets the lowest rate.
def layerwise_rates(model, head, lr, decay):
    inside = {id(p) for p in head.parameters()}
    groups = [{"params": [p for p in head.parameters() if p.requires_grad], "lr": lr}]
    held, step = set(inside), 0
    for name in reversed(list(freezing.blocks(model))):
        own = [p for p in model.get_submodule(name).parameters() if p.requires_grad and id(p) not in held]
        if own:
            step += 1
            groups.append({"params": own, "lr": lr * decay**step})
            held |= {id(p) for p in own}
    rest = [p for p in model.parameters() if p.requires_grad and id(p) not in held]
    return [*groups, {"params": rest, "lr": lr * decay ** (step + 1)}]
