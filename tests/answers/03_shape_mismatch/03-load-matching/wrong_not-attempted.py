# Nobody yet: the stub as it is handed out.
def load_matching(model, state_dict):
    """Load all but head tensors of another shape; return the keys skipped, or raise."""
    raise NotImplementedError("your code here")
