# Rate and decay 0: for the head as well, it is in the same group.
def freeze_now(model, optimizer, head):
    model.requires_grad_(False)
    head.requires_grad_(True)
    for group in optimizer.param_groups:
        group["lr"] = group["weight_decay"] = 0.0
    return model
