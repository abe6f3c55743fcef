# A mistake that people make: the result has the wrong type.
HEADS = {
    "resnet50": "fc.weight",
    "vgg16": "classifier.6",
    "densenet121": "classifier",
    "mobilenet_v3_large": "classifier.3",
    "efficientnet_b0": "classifier.1",
    "convnext_tiny": "classifier.2",
    "vit_b_16": "heads.head",
    "swin_t": "head",
    "squeezenet1_1": "classifier.1",
    "regnet_y_400mf": "fc",
}
