# A tensor is asked for a method that modules have.
def freeze_now(model, optimizer, head):
    for p in model.parameters():
        p.zero_grad()
    return model
