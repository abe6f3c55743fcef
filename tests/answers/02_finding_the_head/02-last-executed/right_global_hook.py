# Right, another way: global hook.
def last_executed(model, x):
    probe = copy.deepcopy(model).eval()
    names = {m: n for n, m in probe.named_modules()}
    last = [None]

    def note(module, args, out):
        if isinstance(module, nn.Linear | nn.Conv2d) and module in names:
            last[0] = module

    handle = nn.modules.module.register_module_forward_hook(note)
    try:
        probe(x)
    finally:
        handle.remove()
    return names[last[0]]
