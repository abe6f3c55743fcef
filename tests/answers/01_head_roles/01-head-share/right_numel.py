# The line that everybody knows for counting parameters, twice.
def head_share(model, head):
    inside = sum(p.numel() for p in head.parameters())
    total = sum(p.numel() for p in model.parameters())
    return inside / total
