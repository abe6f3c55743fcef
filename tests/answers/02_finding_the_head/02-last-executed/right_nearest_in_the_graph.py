# Right, another way: nearest in the graph.
def last_executed(model, x):
    probe = copy.deepcopy(model).eval().requires_grad_(True)
    owner = {}
    for name, module in probe.named_modules():
        if isinstance(module, nn.Linear | nn.Conv2d):
            owner[id(module.weight)] = name
    level, seen = [probe(x).sum().grad_fn], set()
    while level:
        for node in level:
            if hasattr(node, "variable") and id(node.variable) in owner:
                return owner[id(node.variable)]
        seen |= set(level)
        level = [n for node in level for n, _ in node.next_functions if n is not None and n not in seen]
