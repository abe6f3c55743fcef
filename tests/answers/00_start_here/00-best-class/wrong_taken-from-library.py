# Somebody who read the next cell, and called what it calls.
def best_class(logits):
    from course import roles

    return roles.best_class(logits)
