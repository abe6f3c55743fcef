# train() does nothing any more: the whole model stays in eval mode.
def freeze_backbone(model, head):
    model.requires_grad_(False)
    head.requires_grad_(True)
    model.eval()
    model.train = lambda mode=True: model
    return model
