# A dict keeps the last of two.
def warm_start(head, names, old_head, old_names):
    where = {name: j for j, name in enumerate(old_names)}
    copied = [name for name in names if name in where]
    with torch.no_grad():
        for name in copied:
            head.weight[names.index(name)] = old_head.weight[where[name]]
            if head.bias is not None and old_head.bias is not None:
                head.bias[names.index(name)] = old_head.bias[where[name]]
    return copied
