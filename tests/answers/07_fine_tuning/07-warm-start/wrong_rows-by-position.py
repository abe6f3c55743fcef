# Row i of the one for row i of the other.
def warm_start(head, names, old_head, old_names):
    copied = [n for n in names if list(old_names).count(n) == 1]
    with torch.no_grad():
        for i, name in enumerate(names):
            if name in copied:
                head.weight[i] = old_head.weight[i]
                if head.bias is not None and old_head.bias is not None:
                    head.bias[i] = old_head.bias[i]
    return copied
