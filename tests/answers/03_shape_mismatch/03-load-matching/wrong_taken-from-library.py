# Somebody who found the function in the course.
def load_matching(model, state_dict):
    return checkpoints.load_matching(model, state_dict)
