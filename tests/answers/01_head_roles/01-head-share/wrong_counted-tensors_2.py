# Somebody who counts layers, because a head is one or two of them.
def head_share(model, head):
    return len(list(head.modules())) / len(list(model.modules()))
