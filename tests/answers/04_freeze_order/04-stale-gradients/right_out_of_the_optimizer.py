# The frozen tensors leave the optimizer: whatever their gradient is, nobody uses it.
def freeze_now(model, optimizer, head):
    kept = {id(p) for p in head.parameters()}
    model.requires_grad_(False)
    head.requires_grad_(True)
    for group in optimizer.param_groups:
        for p in group["params"]:
            if id(p) not in kept:
                optimizer.state.pop(p, None)
        group["params"] = [p for p in group["params"] if id(p) in kept]
    return model
