# Somebody who types in the width that the lesson shows.
def repair(model):
    came = model.backbone(torch.zeros(1, 3, 32, 32))
    model.head.to(came.dtype)
    if came.ndim == 4 and came.shape[-1] == 1:
        model.backbone.append(nn.Flatten())
    elif came.ndim == 4:
        model.head = nn.Conv2d(came.shape[1], model.num_classes, 1)
    elif model.head.in_features != came.shape[1]:
        model.head = nn.Linear(32, model.num_classes)
    return model
