# A mistake that people make: a container was taken for the head.
HEADS = {
    "resnet50": "fc",
    "vgg16": "classifier.6",
    "densenet121": "classifier",
    "mobilenet_v3_large": "classifier.3",
    "efficientnet_b0": "classifier.1",
    "convnext_tiny": "classifier.2",
    "vit_b_16": "heads.head",
    "swin_t": "head",
    "squeezenet1_1": "classifier",
    "regnet_y_400mf": "fc",
}
