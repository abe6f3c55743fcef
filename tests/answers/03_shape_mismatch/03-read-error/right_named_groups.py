# Somebody who lets the pattern name the four.
def read_mismatch(message):
    found = re.search(
        r"mat1 and mat2 shapes cannot be multiplied "
        r"\((?P<batch>\d+)x(?P<got>\d+) and (?P<expected>\d+)x(?P<out>\d+)\)",
        message,
    )
    return {name: int(text) for name, text in found.groupdict().items()} if found else None
