# Somebody who forgets that groups are texts.
def read_mismatch(message):
    found = re.search(r"multiplied \((\d+)x(\d+) and (\d+)x(\d+)\)", message)
    if found is None:
        return None
    batch, got, expected, out = found.groups()
    return {"batch": batch, "got": got, "expected": expected, "out": out}
