# Somebody who found the function in the course.
def repair(model):
    return shapes.repair(model)
