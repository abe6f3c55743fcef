# Somebody who copies the weight only.
def add_class(head):
    new = heads.replace_head(nn.Sequential(copy.deepcopy(head)), len(head.weight) + 1)[0]
    with torch.no_grad():
        new.weight[:-1] = head.weight
    return new
