# Somebody who gives every row the length 1.
def warm_start(head, names, old_head, old_names):
    copied = []
    with torch.no_grad():
        for i, name in enumerate(names):
            if list(old_names).count(name) != 1:
                continue
            j = old_names.index(name)
            head.weight[i] = F.normalize(old_head.weight[j], dim=0)
            if head.bias is not None and old_head.bias is not None:
                head.bias[i] = old_head.bias[j]
            copied.append(name)
    return copied
