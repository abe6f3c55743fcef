# Somebody who changes a copy of the tensor and writes it back.
def warm_start(head, names, old_head, old_names):
    old_names = list(old_names)
    kept = [n for n in names if old_names.count(n) == 1]
    to, source = [list(names).index(n) for n in kept], [old_names.index(n) for n in kept]
    weight = head.weight.detach().clone()
    weight[to] = old_head.weight.detach()[source].to(weight.dtype)
    head.weight.data = weight
    if head.bias is not None and old_head.bias is not None:
        bias = head.bias.detach().clone()
        bias[to] = old_head.bias.detach()[source].to(bias.dtype)
        head.bias.data = bias
    return kept
