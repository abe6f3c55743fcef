# Somebody who made a list of it, and now counts tensors.
def head_share(model, head):
    return len(list(head.parameters())) / len(list(model.parameters()))
