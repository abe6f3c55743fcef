# Somebody who builds a new parameter.
def warm_start(head, names, old_head, old_names):
    copied = [n for n in names if list(old_names).count(n) == 1]
    weight = head.weight.detach().clone()
    for name in copied:
        weight[names.index(name)] = old_head.weight.detach()[old_names.index(name)]
    head.weight = nn.Parameter(weight, requires_grad=head.weight.requires_grad)
    return copied
