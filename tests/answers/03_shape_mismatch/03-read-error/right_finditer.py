# Somebody who takes the first match of many, and falls off the end otherwise.
def read_mismatch(message):
    for found in re.finditer(r"\((\d+)x(\d+) and (\d+)x(\d+)\)", message):
        if message[: found.start()].endswith("shapes cannot be multiplied "):
            return dict(zip(["batch", "got", "expected", "out"], map(int, found.groups())))
