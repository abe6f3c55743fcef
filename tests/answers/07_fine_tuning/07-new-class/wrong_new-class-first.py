# Somebody who puts the new row in front.
def add_class(head):
    new = heads.replace_head(nn.Sequential(copy.deepcopy(head)), len(head.weight) + 1)[0]
    with torch.no_grad():
        for p, old in zip(new.parameters(), head.parameters()):
            p[1:] = old
    return new
