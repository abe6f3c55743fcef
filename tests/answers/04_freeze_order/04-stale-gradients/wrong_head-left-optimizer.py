# The groups are emptied.
def freeze_now(model, optimizer, head):
    model.requires_grad_(False)
    head.requires_grad_(True)
    for group in optimizer.param_groups:
        group["params"] = []
    return model
