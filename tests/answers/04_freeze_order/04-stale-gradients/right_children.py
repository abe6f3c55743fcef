# By modules, for a model whose head is a child.
def freeze_now(model, optimizer, head):
    for child in model.children():
        if child is not head:
            child.requires_grad_(False)
            child.zero_grad()
    return model
