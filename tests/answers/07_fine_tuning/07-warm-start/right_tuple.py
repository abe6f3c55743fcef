# A tuple of names, which reads the same.
def warm_start(head, names, old_head, old_names):
    done = ()
    with torch.no_grad():
        for name in names:
            found = [k for k, other in enumerate(old_names) if other == name]
            if len(found) == 1:
                for new, old in ((head.weight, old_head.weight), (head.bias, old_head.bias)):
                    if new is not None and old is not None:
                        new[names.index(name)].copy_(old[found[0]])
                done += (name,)
    return done
