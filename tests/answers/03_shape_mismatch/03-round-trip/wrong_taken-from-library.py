# Somebody who found the function in the course.
def round_trip(model, build, x):
    return checkpoints.round_trip(model, build, x)
