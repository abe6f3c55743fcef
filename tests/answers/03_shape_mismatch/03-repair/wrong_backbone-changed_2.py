# Somebody who initialises the repaired model, to be on the safe side.
def repair(model):
    came = model.backbone(torch.zeros(1, 3, 32, 32))
    model.head.to(came.dtype)
    if came.shape[2:] == (1, 1):
        model.backbone.append(nn.Flatten())
    elif came.ndim == 4:
        model.head = nn.Conv2d(came.shape[1], model.num_classes, 1)
    elif model.head.in_features != came.shape[1]:
        model.head = nn.Linear(came.shape[1], model.num_classes)
    for module in model.modules():
        if hasattr(module, "reset_parameters"):
            module.reset_parameters()
    return model
