# Somebody who compares the head with the backbone instead of with the whole.
def head_share(model, head):
    inside = sum(p.numel() for p in head.parameters())
    backbone = sum(p.numel() for p in model.parameters()) - inside
    return inside / backbone
