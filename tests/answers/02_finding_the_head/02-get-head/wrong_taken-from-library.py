# Somebody who lets the course find the head.
from course.heads import find_head


def get_head(model):
    return find_head(model, torch.zeros(2, 3, 64, 64))
