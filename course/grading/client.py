"""A notebook client that nothing in a notebook can stop or mislead."""

import asyncio
import json
from signal import SIGKILL

from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from course.grading.outputs import add_error, errors_of


class Client(NotebookClient):
    """Executes cells; no message from a kernel stops it or makes it forget an error.

    Attributes:
        room: bytes that may still be received.
        asked: whether the last cell asked for the kernel's end, with exit().
    """

    room = 0
    asked = False

    async def run_cell(self, index: int, seconds: float) -> str | None:
        """Execute a cell; return why the kernel was lost, or None if it is still alive."""
        cell, self.asked = self.nb.cells[index], False
        self.timeout_func = lambda _: seconds
        try:
            await self.async_execute_cell(cell, index)
        except CellTimeoutError as error:  # an oversized message never arrives
            return "output" if self.room < 0 or "IOPub" in str(error) else "time"
        except DeadKernelError:
            await self.km.provisioner.wait()
            server = getattr(self.km.provisioner, "server", None)
            return "output" if self.room < 0 else (server and server.why) or "exit"
        except Exception:  # a message with a missing part, or with a wrong signature
            return "messages"
        return "output" if self.room < 0 else "exit" if self.asked else None

    async def _async_poll_kernel_alive(self) -> None:
        while await self.km.is_alive():
            await asyncio.sleep(0.05)
        self.task_poll_for_reply.cancel()

    async def _check_raise_for_error(self, cell: NotebookNode, _: int, reply: dict) -> None:
        """Make sure that a cell with an error shows it: code may have cleared its own output."""
        content = reply["content"]
        if content["status"] == "error" and not errors_of(cell):
            add_error(cell, str(content.get("ename")), str(content.get("evalue")))
        self.asked = "ask_exit" in [part.get("source") for part in content.get("payload") or ()]

    def process_message(self, msg: dict, cell: NotebookNode, cell_index: int) -> object:
        if msg["msg_type"] not in ("status", "execute_input"):
            before, size = self.room, len(json.dumps(msg["content"], default=str))
            self.room -= size
            if self.room < 0:
                if before >= 0:
                    self.ending = asyncio.ensure_future(self.km.signal_kernel(SIGKILL))
                return None
        return super().process_message(msg, cell, cell_index)

    def handle_comm_msg(self, outs: list[NotebookNode], msg: dict, cell_index: int) -> None:
        """Ignore widgets, so that none can redirect the output of a later cell."""

    def clear_output(self, outs: list[NotebookNode], msg: dict, cell_index: int) -> None:
        kept = [output for output in outs if output.output_type in ("error", "execute_result")]
        super().clear_output(outs, msg, cell_index)
        outs[:0] = [] if self.clear_before_next_output else kept
