# Somebody who joins both kinds by hand.
from itertools import chain


def snapshot(model):
    both = chain(model.named_parameters(), model.named_buffers())
    return {name: value.detach().clone() for name, value in both}


def moved(before, after):
    return tuple(n for n in before if (before[n] == after[n]).all().item() is False)
