# Somebody who takes over everything, the flag too.
def add_class(head):
    new = heads.replace_head(nn.Sequential(copy.deepcopy(head)), len(head.weight) + 1)[0]
    for p, old in zip(new.parameters(), head.parameters()):
        p.data[:-1] = old.data
        p.requires_grad = old.requires_grad
    return new
