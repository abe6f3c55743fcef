# Nobody yet: the stub as it is handed out.
def head_share(model, head):
    """The fraction of the model's parameters that the head holds, from 0 to 1."""
    in_head = ...   # how many numbers does the head hold?
    in_all = ...    # and the whole model?
    return in_head / in_all
