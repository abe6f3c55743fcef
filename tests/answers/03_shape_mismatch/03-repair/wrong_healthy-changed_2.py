# Somebody who finds the broken dtype by elimination, and adds a flatten to a model that runs.
def repair(model):
    came = model.backbone(torch.zeros(1, 3, 32, 32))
    if came.ndim == 4 and came.shape[-1] > 1:
        model.head = nn.Conv2d(came.shape[1], model.num_classes, 1)
    elif came.ndim == 4:
        model.backbone.append(nn.Flatten())
    elif model.head.weight.shape != (model.num_classes, came.shape[1]):
        model.head = nn.Linear(came.shape[1], model.num_classes)
    elif model.head.weight.dtype == came.dtype:
        model.head = nn.Sequential(nn.Flatten(0), model.head)
    return model.float()
