# A new optimizer, which the loop never gets to see.
def freeze_now(model, optimizer, head):
    model.requires_grad_(False)
    head.requires_grad_(True)
    optimizer = torch.optim.SGD(head.parameters(), lr=0.1)
    return model
