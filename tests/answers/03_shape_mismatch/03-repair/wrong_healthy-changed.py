# Somebody who repairs every flat model, the healthy one too.
def repair(model):
    came = model.backbone(torch.zeros(1, 3, 32, 32))
    if came.shape[2:] == (1, 1):
        model.backbone.append(nn.Flatten())
    elif came.ndim == 4:
        model.head = nn.Conv2d(came.shape[1], model.num_classes, 1)
    elif model.head.weight.dtype != came.dtype:
        model.head.to(came.dtype)
    else:
        model.head = nn.Linear(came.shape[1], model.num_classes)
    return model
