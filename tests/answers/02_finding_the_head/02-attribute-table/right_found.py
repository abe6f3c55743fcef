# Right, another way: found.
HEADS = {}
for name in (
    "resnet50 vgg16 densenet121 mobilenet_v3_large efficientnet_b0 convnext_tiny vit_b_16 swin_t "
    "squeezenet1_1 regnet_y_400mf"
).split():
    model = models.get_model(name, weights=None)
    found = [p for p, m in model.named_modules() if isinstance(m, nn.Linear | nn.Conv2d)]
    HEADS[name] = found[-1]
