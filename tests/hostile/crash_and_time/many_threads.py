"""A cell starts 1,500 threads."""

# %% after set-up
import threading
import time

for _ in range(1500):
    threading.Thread(target=time.sleep, args=(3,), daemon=True).start()
if threading.active_count() > 1400:
    time.sleep(2)
    print("ESCAPED: 1,400 threads at a time")
