# Somebody who thinks of shares in percent.
def head_share(model, head):
    count = lambda module: sum(p.numel() for p in module.parameters())
    return 100 * count(head) / count(model)
