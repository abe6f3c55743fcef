# Somebody who measures, and asks what is wrong in turn.
def repair(model):
    with torch.no_grad():
        came = model.backbone(torch.zeros(1, 3, 32, 32))
    width, classes = came.shape[1], model.num_classes
    if came.ndim == 4 and came.shape[-1] == 1:
        model.backbone = nn.Sequential(*model.backbone, nn.Flatten())
    elif came.ndim == 4:
        model.head = nn.Conv2d(width, classes, 1)
    elif model.head.in_features != width:
        model.head = nn.Linear(width, classes)
    return model.float()
