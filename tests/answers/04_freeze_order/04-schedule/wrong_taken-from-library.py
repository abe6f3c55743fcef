# Somebody who found the function in the course.
def unfreeze_last(model, head, n):
    return freezing.unfreeze_last(model, head, n)
