# Somebody who found the function in the course.
def strip_prefixes(state_dict):
    return checkpoints.strip_prefixes(state_dict)
