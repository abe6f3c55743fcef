"""A message with lists in lists, 200,000 deep."""

# %% after set-up
kernel = get_ipython().kernel
session = kernel.session
text = b"[" * 200_000 + b"]" * 200_000
header = session.msg_header("display_data")
parts = [session.pack(header), session.pack(kernel.get_parent()["header"]), b"{}"]
parts.append(b'{"data": {"text/plain": "x", "application/json": ' + text + b'}, "metadata": {}}')
signed = session.sign(parts)
kernel.iopub_socket.send_multipart([b"display_data", b"<IDS|MSG>", signed, *parts])
