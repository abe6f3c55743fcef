# Somebody whose pattern takes the first pair of brackets with such numbers.
def read_mismatch(message):
    found = re.search(r"\((\d+)x(\d+) and (\d+)x(\d+)\)", message)
    if found is None:
        return None
    batch, got, expected, out = map(int, found.groups())
    return {"batch": batch, "got": got, "expected": expected, "out": out}
