# Somebody who formats the result for a reader.
def head_share(model, head):
    share = sum(p.numel() for p in head.parameters()) / sum(p.numel() for p in model.parameters())
    return f"{share:.1%}"
