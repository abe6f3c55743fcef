# Somebody who looks for one name inside the other.
def warm_start(head, names, old_head, old_names):
    copied = []
    with torch.no_grad():
        for i, name in enumerate(names):
            found = [j for j, old in enumerate(old_names) if name in old]
            if len(found) == 1:
                head.weight[i] = old_head.weight[found[0]]
                if head.bias is not None and old_head.bias is not None:
                    head.bias[i] = old_head.bias[found[0]]
                copied.append(name)
    return copied
