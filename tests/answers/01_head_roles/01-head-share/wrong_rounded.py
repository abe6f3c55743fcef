# Somebody who rounds for the eye: 0.04 is all that is left of many shares.
def head_share(model, head):
    share = sum(p.numel() for p in head.parameters()) / sum(p.numel() for p in model.parameters())
    return round(share, 2)
