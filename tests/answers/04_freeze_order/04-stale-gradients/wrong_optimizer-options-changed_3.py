# The head gets a group with a rate that was typed in.
def freeze_now(model, optimizer, head):
    freeze_except(model, head)
    optimizer.param_groups.clear()
    optimizer.add_param_group({"params": list(head.parameters()), "lr": 0.1})
    for p in model.parameters():
        if not p.requires_grad: p.grad = None
    return model
