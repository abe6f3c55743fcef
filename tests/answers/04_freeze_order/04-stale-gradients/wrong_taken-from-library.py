# Somebody who found the function in the course.
def freeze_now(model, optimizer, head):
    return freezing.freeze_now(model, optimizer, head)
