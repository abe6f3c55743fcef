# A mistake that people make: the pretrained backbone was lost or changed.
def timm_with_classes(name, num_classes):
    return timm.create_model("mobilenetv3_small_050", num_classes=num_classes)
