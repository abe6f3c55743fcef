# Somebody who ran the stub as it came.
HEADS = {"resnet50": "fc", "vgg16": "classifier.6", "densenet121": "classifier"}
