# Right, another way: more and other order.
HEADS = dict(regnet_y_400mf="fc", squeezenet1_1="classifier.1", swin_t="head", vit_b_16="heads.head")
HEADS |= dict(convnext_tiny="classifier.2", efficientnet_b0="classifier.1", resnet50="fc")
HEADS |= dict(mobilenet_v3_large="classifier.3", densenet121="classifier", vgg16="classifier.6")
HEADS |= dict(alexnet="classifier.6")
