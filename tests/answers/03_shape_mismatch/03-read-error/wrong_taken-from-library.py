# Somebody who found the function in the course.
def read_mismatch(message):
    return shapes.read_mismatch(message)
