# Somebody who wanted to see the number first, and left it at that.
def head_share(model, head):
    share = sum(p.numel() for p in head.parameters()) / sum(p.numel() for p in model.parameters())
    print(f"{share:.4f}")
