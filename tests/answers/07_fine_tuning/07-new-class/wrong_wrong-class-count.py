# Somebody who gives the head back.
def add_class(head):
    return copy.deepcopy(head)
