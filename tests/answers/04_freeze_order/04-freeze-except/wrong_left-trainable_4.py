# The first seven children: a resnet18 has ten, a VGG three.
def freeze_except(model, head):
    for child in list(model.children())[:7]:
        child.requires_grad_(False)
    return model
