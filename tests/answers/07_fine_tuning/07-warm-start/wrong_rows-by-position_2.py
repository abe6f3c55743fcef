# The two indices changed places.
def warm_start(head, names, old_head, old_names):
    copied = [n for n in names if old_names.count(n) == 1]
    with torch.no_grad():
        for n in copied:
            j, i = names.index(n), old_names.index(n)
            if i < len(head.weight) and j < len(old_head.weight):
                head.weight[i] = old_head.weight[j]
                if head.bias is not None and old_head.bias is not None: head.bias[i] = old_head.bias[j]
    return copied
