# no_grad instead of flags: over when the block ends.
def freeze_except(model, head):
    with torch.no_grad():
        head.requires_grad_(True)
        model.requires_grad_(True)
    return model
