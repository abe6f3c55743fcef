# A dict of the names that occur once.
def warm_start(head, names, old_head, old_names):
    where = {}
    for j, name in enumerate(old_names):
        where.setdefault(name, []).append(j)
    pairs = [(i, where[n][0]) for i, n in enumerate(names) if len(where.get(n, [])) == 1]
    for key in ("weight", "bias"):
        new, old = getattr(head, key), getattr(old_head, key)
        if new is None or old is None:
            continue
        for i, j in pairs:
            new.data[i].copy_(old.data[j])
    return [names[i] for i, _ in pairs]
