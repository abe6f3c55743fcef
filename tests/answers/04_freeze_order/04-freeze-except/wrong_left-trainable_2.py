# All layers that are Linear: VGG has three, a ViT many.
def freeze_except(model, head):
    model.requires_grad_(False)
    for module in model.modules():
        if isinstance(module, nn.Linear):
            module.requires_grad_(True)
    return model
