# Somebody who likes iterators: blocks come from the back, until there are n.
from itertools import islice


def unfreeze_last(model, head, n):
    def worth_training():
        for name in sorted(blocks(model), key=list(blocks(model)).index, reverse=True):
            block = model.get_submodule(name)
            if block is not head and next(block.parameters(), None) is not None:
                yield name, block

    chosen = dict(islice(worth_training(), n))
    thawed = {id(p) for block in (head, *chosen.values()) for p in block.parameters()}
    for p in model.parameters():
        p.requires_grad = id(p) in thawed
    return list(chosen)
