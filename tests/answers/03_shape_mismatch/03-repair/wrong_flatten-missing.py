# Somebody who takes the four numbers at their word: got is 1, so the head gets one input.
def repair(model):
    came = model.backbone(torch.zeros(1, 3, 32, 32))
    model.head.to(came.dtype)
    if came.ndim == 4 and came.shape[-1] > 1:
        model.head = nn.Conv2d(came.shape[1], model.num_classes, 1)
    elif came.ndim == 2 and model.head.in_features != came.shape[-1]:
        model.head = nn.Linear(came.shape[-1], model.num_classes)
    return model
