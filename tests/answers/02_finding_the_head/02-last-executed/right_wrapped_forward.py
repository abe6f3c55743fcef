# Right, another way: wrapped forward.
def last_executed(model, x):
    probe = copy.deepcopy(model).eval()
    ran = []
    for name, module in probe.named_modules():
        if isinstance(module, nn.Linear | nn.Conv2d):
            def forward(*args, _own=module.forward, _name=name, **kwargs):
                ran.append(_name)
                return _own(*args, **kwargs)
            module.forward = forward
    probe(x)
    return ran.pop()
