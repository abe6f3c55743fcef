# Somebody who ran the starter code unchanged.
HEADS = {
    "resnet50": "fc",
    "vgg16": "",
    "densenet121": "",
    "mobilenet_v3_large": "",
    "efficientnet_b0": "",
    "convnext_tiny": "",
    "vit_b_16": "",
    "swin_t": "",
    "squeezenet1_1": "",
    "regnet_y_400mf": "",
}
