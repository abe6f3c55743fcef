# Somebody who falls back on the position.
def warm_start(head, names, old_head, old_names):
    copied = []
    with torch.no_grad():
        for i, name in enumerate(names):
            times = list(old_names).count(name)
            if times > 1:
                continue
            j = old_names.index(name) if times else i
            head.weight[i] = old_head.weight[j]
            if head.bias is not None and old_head.bias is not None:
                head.bias[i] = old_head.bias[j]
            copied.extend([name] * times)
    return copied
