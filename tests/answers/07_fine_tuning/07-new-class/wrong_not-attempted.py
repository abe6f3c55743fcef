# Nobody yet: the stub.
def add_class(head):
    """A Linear or Conv2d head -> a head with one more output, the old ones as they were."""
    raise NotImplementedError("your code here")
