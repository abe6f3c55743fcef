# Somebody who returns them in the order of the old head.
def warm_start(head, names, old_head, old_names):
    copied = [n for n in old_names if n in names and list(old_names).count(n) == 1]
    with torch.no_grad():
        for name in copied:
            head.weight[names.index(name)] = old_head.weight[old_names.index(name)]
            if head.bias is not None and old_head.bias is not None:
                head.bias[names.index(name)] = old_head.bias[old_names.index(name)]
    return copied
