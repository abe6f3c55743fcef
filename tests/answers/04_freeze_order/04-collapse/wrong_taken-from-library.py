# Somebody who found the function in the course.
def collapse(make_model, train, val):
    return freezing.collapse(make_model, train, val)
