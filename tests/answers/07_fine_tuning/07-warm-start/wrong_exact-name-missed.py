# Somebody whose return is one level too deep.
def warm_start(head, names, old_head, old_names):
    copied = []
    with torch.no_grad():
        for i, name in enumerate(names):
            if list(old_names).count(name) == 1:
                head.weight[i] = old_head.weight[old_names.index(name)]
                if head.bias is not None and old_head.bias is not None:
                    head.bias[i] = old_head.bias[old_names.index(name)]
                copied.append(name)
                return copied
