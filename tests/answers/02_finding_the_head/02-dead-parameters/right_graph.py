# Right, another way: graph.
def dead_parameters(model, x):
    probe = copy.deepcopy(model).requires_grad_(True)
    names = {id(p): n for n, p in probe.named_parameters()}
    seen, alive, todo = set(), set(), [probe(x).sum().grad_fn]
    while todo:
        node = todo.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        if hasattr(node, "variable"):
            alive.add(names[id(node.variable)])
        todo += [step for step, _ in node.next_functions]
    return set(names.values()) - alive
