# The optimizer is told to look again before every step.
def freeze_now(model, optimizer, head):
    own = set(head.parameters())
    frozen = [p.requires_grad_(False) for p in model.parameters() if p not in own]

    def clear(optimizer, args, kwargs):
        for p in frozen:
            p.grad = None

    optimizer.register_step_pre_hook(clear)
    return model
