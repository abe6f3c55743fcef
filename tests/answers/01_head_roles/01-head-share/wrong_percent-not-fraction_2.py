# Somebody who thinks of shares in percent, with one decimal.
def head_share(model, head):
    count = lambda module: sum(p.numel() for p in module.parameters())
    return round(100 * count(head) / count(model), 1)
