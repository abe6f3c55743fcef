# Somebody who found the function in the course.
def check_targets(targets, num_classes):
    return shapes.check_targets(targets, num_classes)
