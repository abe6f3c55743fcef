# Somebody who divides the larger number by the smaller one.
def head_share(model, head):
    return sum(p.numel() for p in model.parameters()) / sum(p.numel() for p in head.parameters())
