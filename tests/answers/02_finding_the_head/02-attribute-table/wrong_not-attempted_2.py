# Somebody who has filled in three of the ten paths.
HEADS = {"resnet50": "fc", "vgg16": "classifier.6", "densenet121": "classifier"}
