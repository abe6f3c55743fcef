# Somebody who divides whole numbers as in older languages: a share is then always 0.
def head_share(model, head):
    return sum(p.numel() for p in head.parameters()) // sum(p.numel() for p in model.parameters())
