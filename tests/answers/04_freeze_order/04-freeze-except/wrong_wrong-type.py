# What an optimizer would like to have.
def freeze_except(model, head):
    model.requires_grad_(False)
    return list(head.requires_grad_(True).parameters())
