# Somebody who gives every model a new head.
def repair(model):
    came = model.backbone(torch.zeros(1, 3, 32, 32))
    if came.shape[2:] == (1, 1):
        model.backbone.append(nn.Flatten())
    if came.shape[2:].numel() > 1:
        model.head = nn.Conv2d(came.shape[1], model.num_classes, 1)
    else:
        model.head = nn.Linear(came.shape[1], model.num_classes)
    return model
