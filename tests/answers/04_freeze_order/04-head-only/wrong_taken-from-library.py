# Somebody who found the function in the course.
def head_only(model, num_classes):
    return freezing.head_only(model, num_classes)
