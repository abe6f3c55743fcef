# Somebody who stays in tensors to the end.
def head_share(model, head):
    counts = [sum(p.numel() for p in m.parameters()) for m in (head, model)]
    inside, total = torch.tensor(counts, dtype=torch.float64)
    return inside / total
