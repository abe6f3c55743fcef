# A head that was frozen before stays frozen: True is thought to be the default.
def freeze_except(model, head):
    mine = {id(p) for p in head.parameters()}
    for p in model.parameters():
        if id(p) not in mine:
            p.requires_grad = False
    return model
