# A kernel as large as the map of a 32 x 32 image.
def repair(model):
    model.head.float()
    f = model.backbone(torch.zeros(1, 3, 32, 32)); c = model.num_classes
    if f.ndim == 4 and f.shape[-1] > 1 and isinstance(model.head, nn.Linear):
        model.head = nn.Conv2d(f.shape[1], c, f.shape[-1])
    elif f.ndim == 4 and f.shape[-1] == 1:
        model.backbone.append(nn.Flatten())
    elif f.ndim == 2 and model.head.weight.shape != (c, f.shape[1]):
        model.head = nn.Linear(f.shape[1], c)
    return model
