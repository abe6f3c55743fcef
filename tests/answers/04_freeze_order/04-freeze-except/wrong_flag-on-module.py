# The flag of modules.
def freeze_except(model, head):
    for module in model.modules():
        module.requires_grad = module is head
    return model
