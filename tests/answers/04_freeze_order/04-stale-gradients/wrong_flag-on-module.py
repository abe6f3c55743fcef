# The flag of a module.
def freeze_now(model, optimizer, head):
    for module in model.children():
        module.requires_grad = module is head
    optimizer.zero_grad()
    return model
