# Somebody who prints the result.
def read_mismatch(message):
    found = re.search(r"multiplied \((\d+)x(\d+) and (\d+)x(\d+)\)", message)
    if found:
        batch, got, expected, out = map(int, found.groups())
        print({"batch": batch, "got": got, "expected": expected, "out": out})
