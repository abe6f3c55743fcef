# Somebody who uses the course's own freeze as well: BatchNorm is held still, too.
def head_only(model, num_classes):
    replace_head(model, num_classes)
    return training.freeze_backbone(model, find_head(model, torch.zeros(2, 3, 64, 64))[1])
