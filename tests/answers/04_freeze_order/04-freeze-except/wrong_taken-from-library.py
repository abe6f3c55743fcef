# Somebody who found the function in the course.
def freeze_except(model, head):
    return training.freeze_backbone(model, head)
