# Only the direct children that are not the head: a head inside one of them saves its neighbours.
def freeze_except(model, head):
    for child in model.children():
        child.requires_grad_(any(m is head for m in child.modules()))
    return model
