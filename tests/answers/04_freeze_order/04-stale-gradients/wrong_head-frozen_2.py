# Somebody who goes by children: a head inside one of them is frozen with it.
def freeze_now(model, optimizer, head):
    for child in model.children():
        if child is not head:
            child.requires_grad_(False)
            child.zero_grad()
    return model
