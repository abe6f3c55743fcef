# Somebody who flattens whatever has four dimensions.
def repair(model):
    came = model.backbone(torch.zeros(1, 3, 32, 32))
    model.head.to(came.dtype)
    if came.ndim == 4:
        model.backbone.append(nn.Flatten())
    elif model.head.in_features != came.shape[1]:
        model.head = nn.Linear(came.shape[1], model.num_classes)
    return model
