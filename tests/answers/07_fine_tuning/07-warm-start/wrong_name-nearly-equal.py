# Somebody who is generous about capital letters and spaces.
def warm_start(head, names, old_head, old_names):
    old = [name.lower().strip() for name in old_names]
    copied = []
    with torch.no_grad():
        for i, name in enumerate(names):
            if old.count(name.lower()) == 1:
                head.weight[i] = old_head.weight[old.index(name.lower())]
                if head.bias is not None and old_head.bias is not None:
                    head.bias[i] = old_head.bias[old.index(name.lower())]
                copied.append(name)
    return copied
