# Somebody who clears only what was trainable until now: what was frozen before has a gradient too.
def freeze_now(model, optimizer, head):
    kept = {id(p) for p in head.parameters()}
    for p in model.parameters():
        if p.requires_grad and id(p) not in kept:
            p.requires_grad = False
            p.grad = None
    return model
