# Right, another way: by family.
HEADS = {name: "fc" for name in ("resnet50", "regnet_y_400mf")}
HEADS |= {
    name: f"classifier.{i}"
    for name, i in {
        "vgg16": 6,
        "mobilenet_v3_large": 3,
        "efficientnet_b0": 1,
        "convnext_tiny": 2,
        "squeezenet1_1": 1,
    }.items()
}
HEADS |= {"densenet121": "classifier", "vit_b_16": "heads.head", "swin_t": "head"}
