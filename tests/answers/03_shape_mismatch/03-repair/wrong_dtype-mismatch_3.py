# Somebody who bends the backbone to the head: images stay float32.
def repair(model):
    model.to(model.head.weight.dtype)
    came = model.backbone(torch.zeros(1, 3, 32, 32, dtype=model.head.weight.dtype))
    if came.shape[2:] == (1, 1):
        model.backbone.append(nn.Flatten())
    elif came.ndim == 4:
        model.head = nn.Conv2d(came.shape[1], model.num_classes, 1)
    elif model.head.in_features != came.shape[1]:
        model.head = nn.Linear(came.shape[1], model.num_classes)
    return model
