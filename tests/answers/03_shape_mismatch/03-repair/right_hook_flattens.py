# Somebody who flattens with a hook on the head.
def repair(model):
    came = model.backbone(torch.zeros(1, 3, 32, 32))
    model.head.to(came.dtype)
    if came.ndim == 2 and model.head.in_features != came.shape[1]:
        model.head = nn.Linear(came.shape[1], model.num_classes)
    if came.ndim == 4 and came.shape[-1] == 1:
        model.head.register_forward_pre_hook(lambda layer, args: (args[0].flatten(1),))
    if came.ndim == 4 and came.shape[-1] > 1:
        model.head = nn.Conv2d(came.shape[1], model.num_classes, kernel_size=1)
    return model
