# del p.grad is another way to say None; the state goes too.
def freeze_now(model, optimizer, head):
    own = set(head.parameters())
    for p in set(model.parameters()) - own:
        p.requires_grad_(False)
        del p.grad
        optimizer.state.pop(p, None)
    return model
