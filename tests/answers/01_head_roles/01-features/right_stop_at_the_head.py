# Somebody thrifty: an exception ends the pass before the head is computed.
class Reached(Exception):
    pass


def features_of(model, x):
    def stop(module, args):
        raise Reached(args[0])

    handle = model.fc.register_forward_pre_hook(stop)
    try:
        model(x)
    except Reached as reached:
        return reached.args[0]
    finally:
        handle.remove()
