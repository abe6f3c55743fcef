# Somebody who freezes by identity, after the swap.
def head_only(model, num_classes):
    model = replace_head(model, num_classes)
    _, head = find_head(model, torch.randn(2, 3, 64, 64))
    mine = {id(p) for p in head.parameters()}
    for p in model.parameters():
        p.requires_grad = id(p) in mine
    return model
