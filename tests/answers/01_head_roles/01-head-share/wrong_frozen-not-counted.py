# Somebody who copied the line that counts trainable parameters.
def head_share(model, head):
    count = lambda module: sum(p.numel() for p in module.parameters() if p.requires_grad)
    return count(head) / count(model)
