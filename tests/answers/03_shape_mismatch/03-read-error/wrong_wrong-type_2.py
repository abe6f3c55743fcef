# Somebody who returns the four numbers as a tuple.
def read_mismatch(message):
    found = re.search(r"multiplied \((\d+)x(\d+) and (\d+)x(\d+)\)", message)
    return tuple(map(int, found.groups())) if found else None
