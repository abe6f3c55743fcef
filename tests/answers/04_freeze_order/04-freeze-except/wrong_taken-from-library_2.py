# Somebody who found the very function in the course.
def freeze_except(model, head):
    return freezing.freeze_except(model, head)
