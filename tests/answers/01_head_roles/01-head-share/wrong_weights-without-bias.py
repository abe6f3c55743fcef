# Somebody for whom a layer is its weight matrix.
def head_share(model, head):
    weights = sum(m.weight.numel() for m in head.modules() if isinstance(m, nn.Linear))
    return weights / sum(p.numel() for p in model.parameters())
