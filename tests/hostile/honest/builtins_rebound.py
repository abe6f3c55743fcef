"""Names of builtins used for something else: sum, max, list, input; an own print."""

# %% first
sum = 0
list = [1, 2]
max = 3
input = "x"


def print(*args, **options):
    import builtins

    builtins.print(">", *args, **options)
