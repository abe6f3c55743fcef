# Somebody careful: only what belongs to the model is counted as its part.
def head_share(model, head):
    of_head = {id(p) for p in head.parameters()}
    sizes = [(id(p) in of_head, p.numel()) for p in model.parameters()]
    return sum(n for inside, n in sizes if inside) / sum(n for _, n in sizes)
