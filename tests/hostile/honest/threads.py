"""Threads, a pool and asyncio in cells of their own."""

# %% after set-up
import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

thread = threading.Thread(target=print, args=("in a thread",))
thread.start()
thread.join()
with ThreadPoolExecutor(2) as executor:
    print(list(executor.map(abs, [-1, 2])))
await asyncio.sleep(0.01)

# %% 00-best-class
from concurrent.futures import ThreadPoolExecutor


def best_class(logits):
    with ThreadPoolExecutor(2) as executor:
        return torch.stack(list(executor.map(lambda row: row.argmax(), logits)))
