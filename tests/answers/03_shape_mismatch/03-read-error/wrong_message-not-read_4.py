# Somebody who forgets that brackets mean something in a pattern.
def read_mismatch(message):
    found = re.search(r"multiplied ((\d+)x(\d+) and (\d+)x(\d+))", message)
    if found is None:
        return None
    batch, got, expected, out = map(int, found.groups())
    return {"batch": batch, "got": got, "expected": expected, "out": out}
