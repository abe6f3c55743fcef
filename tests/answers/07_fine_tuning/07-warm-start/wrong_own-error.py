# Somebody who writes into a leaf while gradients are recorded.
def warm_start(head, names, old_head, old_names):
    copied = [n for n in names if list(old_names).count(n) == 1]
    for name in copied:
        head.weight[names.index(name)] = old_head.weight[old_names.index(name)]
    return copied
