# `in` compares tensors value by value.
def freeze_except(model, head):
    for p in model.parameters():
        p.requires_grad = p in list(head.parameters())
    return model
