# Somebody who has nothing to say about another error, and says it with an empty dict.
def read_mismatch(message):
    found = re.search(r"multiplied \((\d+)x(\d+) and (\d+)x(\d+)\)", message)
    if found is None:
        return {}
    batch, got, expected, out = map(int, found.groups())
    return {"batch": batch, "got": got, "expected": expected, "out": out}
