# Somebody who counts what a checkpoint holds.
def head_share(model, head):
    count = lambda module: sum(value.numel() for value in module.state_dict().values())
    return count(head) / count(model)
