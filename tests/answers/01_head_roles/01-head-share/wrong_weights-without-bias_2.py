# Somebody who counts the matrices: what has one dimension looks like decoration.
def head_share(model, head):
    count = lambda module: sum(p.numel() for p in module.parameters() if p.ndim > 1)
    return count(head) / count(model)
