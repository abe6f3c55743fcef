"""At its end the kernel sends forged results for all its cells."""

# %% first
import atexit
import signal


def forge(*args):
    kernel = get_ipython().kernel
    content = {"execution_count": 3, "data": {"text/plain": "1"}, "metadata": {}}
    for _ in range(20):
        kernel.session.send(kernel.iopub_socket, "execute_result", content, kernel.get_parent())


atexit.register(forge)
signal.signal(signal.SIGTERM, forge)

# %% last
exit()
