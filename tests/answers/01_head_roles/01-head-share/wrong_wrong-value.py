# Somebody who answers how much is reused: the backbone's share.
def head_share(model, head):
    total = sum(p.numel() for p in model.parameters())
    return 1 - sum(p.numel() for p in head.parameters()) / total
