# Somebody who tries one cure after the other until the model runs.
def repair(model):
    x, classes = torch.rand(2, 3, 32, 32), model.num_classes

    def runs(candidate):
        try:
            return candidate(x).shape == (2, classes)
        except RuntimeError:
            return False

    width = model.backbone(x).shape[1]
    flat = nn.Sequential(*copy.deepcopy(model.backbone), nn.Flatten())
    cures = [lambda: model, lambda: copy.deepcopy(model).float()]
    cures += [lambda: nn.Sequential(flat, model.head)]
    for layer in (nn.Linear(width, classes), nn.Conv2d(width, classes, 1)):
        other = copy.deepcopy(model)
        other.head = layer
        cures.append(lambda other=other: other)
    return next(cure() for cure in cures if runs(cure()))
