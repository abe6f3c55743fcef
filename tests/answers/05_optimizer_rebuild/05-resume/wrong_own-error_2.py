# Somebody who compares with tensors of another shape.
def resume(model, optimizer, checkpoint):
    own = model.state_dict()
    with torch.no_grad():
        for name, value in checkpoint["model"].items():
            own[name].copy_(value)
    return []
