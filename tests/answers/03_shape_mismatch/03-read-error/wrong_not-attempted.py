# Nobody yet: the stub as it is handed out.
def read_mismatch(message):
    """The text of an error -> four ints in a dict, or None if it is another error."""
    found = ...  # re.search with a pattern of four groups
    if found is None:
        return None
    batch, got, expected, out = ...
    return {"batch": batch, "got": got, "expected": expected, "out": out}
