# Somebody who carries the Linear's numbers over into the 1 x 1 convolution, and drops out.
def repair(model):
    x = torch.zeros(1, 3, 32, 32)
    came = model.backbone(x)
    old = model.head.float()
    if came.ndim == 4 and came.shape[2] > 1:
        model.head = nn.Conv2d(old.in_features, old.out_features, 1)
        model.head.load_state_dict({"weight": old.weight[:, :, None, None], "bias": old.bias})
    elif came.ndim == 4:
        model.head = nn.Sequential(nn.Flatten(), old)
    elif came.shape[1] != old.in_features:
        model.head = nn.Sequential(nn.Dropout(0.2), nn.Linear(came.shape[1], model.num_classes))
    return model
