# Somebody who lets the course find the head.
from course.heads import find_head


def last_executed(model, x):
    return find_head(model, x)[0]
