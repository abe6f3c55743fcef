# Somebody who repairs the four others.
def repair(model):
    came = model.backbone(torch.zeros(1, 3, 32, 32))
    model.head.to(came.dtype)
    if came.ndim == 4 and came.shape[-1] == 1:
        model.backbone.append(nn.Flatten())
    elif came.ndim == 4:
        model.head = nn.Conv2d(came.shape[1], model.num_classes, 1)
    elif model.head.out_features != model.num_classes:
        model.head = nn.Linear(came.shape[1], model.num_classes)
    return model
