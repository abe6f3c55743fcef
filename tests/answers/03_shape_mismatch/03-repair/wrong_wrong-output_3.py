# The map is flattened: rows instead of images reach the pooling.
def repair(model):
    model.head.float()
    f = model.backbone(torch.zeros(1, 3, 32, 32)); c = model.num_classes
    if f.ndim == 4:
        model.backbone.append(nn.Flatten())
        f = model.backbone(torch.zeros(1, 3, 32, 32))
    if model.head.weight.shape != (c, f.shape[1]):
        model.head = nn.Linear(f.shape[1], c)
    return model
