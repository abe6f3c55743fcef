# Somebody who forgot that parameters() has no length.
def head_share(model, head):
    return len(head.parameters()) / len(model.parameters())
