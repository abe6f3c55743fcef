# Somebody who filled the first blank and left the second.
def read_mismatch(message):
    """The text of an error -> four ints in a dict, or None if it is another error."""
    found = re.search(r"multiplied \((\d+)x(\d+) and (\d+)x(\d+)\)", message)
    if found is None:
        return None
    batch, got, expected, out = ...
    return {"batch": batch, "got": got, "expected": expected, "out": out}
