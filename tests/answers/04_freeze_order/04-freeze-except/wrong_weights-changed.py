# The head is started anew on the way.
def freeze_except(model, head):
    model.requires_grad_(False)
    head.requires_grad_(True)
    for module in head.modules():
        if hasattr(module, "reset_parameters"):
            module.reset_parameters()
    return model
