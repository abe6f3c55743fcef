# Somebody who has only ever seen heads that are called fc.
def head_share(model, head):
    inside = sum(p.numel() for p in model.fc.parameters())
    return inside / sum(p.numel() for p in model.parameters())
