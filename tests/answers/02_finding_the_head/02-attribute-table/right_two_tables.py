# Right, another way: two tables.
FIRST = {"resnet50": "fc", "regnet_y_400mf": "fc", "swin_t": "head", "vit_b_16": "heads.head"}
LAST = {"vgg16": 6, "mobilenet_v3_large": 3, "efficientnet_b0": 1, "convnext_tiny": 2}
LAST["squeezenet1_1"] = 1
HEADS = {**FIRST, **{k: "classifier." + str(v) for k, v in LAST.items()}, "densenet121": "classifier"}
