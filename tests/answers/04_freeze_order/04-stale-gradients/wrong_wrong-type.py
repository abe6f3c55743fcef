# A copy: the optimizer holds the tensors of the first model.
def freeze_now(model, optimizer, head):
    model = copy.deepcopy(model).requires_grad_(False)
    model.fc.requires_grad_(True)
    return model
