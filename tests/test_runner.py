"""Whatever a notebook does, one executed notebook and one outcome come out."""

import os
import re
import time
from pathlib import Path

import nbformat
import pytest
from jupyter_client.manager import KernelManager
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.utils import determine_grade

from course.grading import client, runner
from course.grading.execution import CUT
from course.grading.runner import Executed, Job, run
from course.kernels import provisioner
from course.kernels.provisioner import SandboxedProvisioner
from course.kernels.sandbox import Limits, Unavailable

pytestmark = pytest.mark.usefixtures("needs_sandbox")
slow = pytest.mark.slow
MIB = 1 << 20
QUICK = runner.Limits(cell=20, total=120)


@pytest.fixture(scope="module", autouse=True)
def small_limits(needs_sandbox):
    """One prepared process for all tests, with low limits."""
    with pytest.MonkeyPatch.context() as patch:
        limits = Limits(memory=3 << 29, processes=12, file=32 * MIB, disk=64 * MIB)
        patch.setattr(SandboxedProvisioner, "limits", limits)
        yield
    provisioner.close_idle()


def notebook(*sources: str) -> NotebookNode:
    """Cells c0, c1, …; a cell that starts with ``# test`` is a test cell for 2 points."""
    cells = []
    for number, source in enumerate(sources):
        name = f"c{number}"
        cell = new_code_cell(source, id=name)
        if source.startswith("# test"):
            meta = {"grade": True, "solution": False, "locked": True, "task": False, "points": 2}
            cell.metadata["nbgrader"] = meta | {"grade_id": name, "schema_version": 3}
        cells.append(cell)
    return new_notebook(cells=cells)


def execute(*sources: str, limits: runner.Limits = QUICK, **job) -> Executed:
    return run(Job(nbformat.writes(notebook(*sources)), limits=limits, **job))


def cells(executed: Executed) -> list[NotebookNode]:
    read = nbformat.reads(executed.notebook, as_version=4)
    nbformat.validate(read)
    return read.cells


def scores(executed: Executed) -> list[float]:
    return [determine_grade(cell)[0] for cell in cells(executed) if "nbgrader" in cell.metadata]


def printed(executed: Executed, index: int) -> str:
    outputs = cells(executed)[index].outputs
    return "".join(output.get("text", "") for output in outputs)


def names(executed: Executed) -> list[list[str]]:
    """Return the names of each cell's errors."""
    return [[o.ename for o in c.outputs if o.output_type == "error"] for c in cells(executed)]


RIGHT = "# test\nassert answer() == 42"
ANSWER = "def answer():\n    return 42"

# --- ordinary notebooks ---------------------------------------------------------------------


@slow
def test_right_cells_score_and_wrong_cells_do_not():
    executed = execute(ANSWER, RIGHT, "print(answer())", "# test\nassert answer() == 43")
    assert executed.outcome == "graded" and executed.notes == ()
    assert scores(executed) == [2, 0]
    assert printed(executed, 2) == "42\n"
    assert names(executed) == [[], [], [], ["AssertionError"]]


@slow
def test_the_same_job_twice_gives_the_same_result():
    sources = [
        "import random, numpy, torch",
        "print(random.random(), numpy.random.rand(), torch.rand(2), hash('a'), {'a', 'b', 'c'})",
        "import sys; print('e', file=sys.stderr); print('o')",
        "import os; os._exit(1)",
        "# test\n1 / 0",
    ]
    first = execute(*sources)
    assert execute(*sources) == first
    assert first.outcome == "crashed"


@slow
def test_files_next_to_the_notebook_are_there_once():
    files = {"data/numbers.txt": b"1 2", "helper.py": b"VALUE = 7"}
    executed = execute(
        "import helper; print(helper.VALUE, open('data/numbers.txt').read())", files=files
    )
    assert printed(executed, 0) == "7 1 2\n"
    executed = execute("import os; print(os.listdir('.'), open('left.txt', 'w').write('x'))")
    assert printed(executed, 0) == "[] 1\n"
    assert printed(execute("import os; print(os.listdir('.'))"), 0) == "[]\n"


@slow
def test_the_solution_fills_the_caches_once(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path))
    solution = "from course.files import cache_dir\nimport os\npath = cache_dir('c') / 'made'\n"
    solution += "path.write_text(os.environ.get('HOME', '') + open('given.txt').read())"
    job = {
        "solution": nbformat.writes(notebook(solution)),
        "solution_files": {"given.txt": b"instructor"},
        "files": {"given.txt": b"student", "course.py": b"1/0"},
    }
    look = "import os\nfor path, _, files in os.walk(os.path.expanduser('~/.cache')):\n"
    look += "    print([open(os.path.join(path, f)).read() for f in files]) if files else 0"
    for _ in range(2):
        executed = execute(look, **job)
        assert "instructor" in printed(executed, 0)
    assert len([path for path in (tmp_path / "seeds").iterdir() if path.is_dir()]) == 1
    spoil = "import os, shutil; shutil.rmtree(os.path.expanduser('~/.cache'))"
    execute(spoil, **job)
    assert "instructor" in printed(execute(look, **job), 0)


@slow
def test_input_is_refused_at_once():
    executed = execute("input('name?')", ANSWER, RIGHT)
    assert names(executed)[0] == ["StdinNotImplementedError"]
    assert scores(executed) == [2]


# --- cells that end their kernel ------------------------------------------------------------

CRASHES = {
    "os._exit": ("import os; os._exit(0)", "crashed", "Crashed"),
    "exit": ("exit()", "crashed", "Crashed"),
    "segmentation fault": ("import ctypes; ctypes.string_at(0)", "crashed", "Crashed"),
    "abort": ("import os; os.abort()", "crashed", "Crashed"),
    "kill itself": ("import os; os.kill(os.getpid(), 9)", "crashed", "Crashed"),
    "kill the group": ("import os; os.killpg(0, 15)", "crashed", "Crashed"),
    "close all files": ("import os; os.closerange(0, 1000); print(1)", "crashed", "Crashed"),
    "memory": (
        "b = []\nwhile True: b.append(b'x' * (16 << 20))",
        "out-of-memory",
        "OutOfMemory",
    ),
    "shared memory": (
        "import mmap\nb = []\nwhile True:\n    b.append(mmap.mmap(-1, 16 << 20))\n"
        "    b[-1].write(b'x' * (16 << 20))",
        "out-of-memory",
        "OutOfMemory",
    ),
    "children": (
        "import subprocess\nb = [subprocess.Popen(['sleep', '99']) for _ in range(40)]\n"
        "import time; time.sleep(9)",
        "crashed",
        "TooManyProcesses",
    ),
    "many files": (
        "import time\nfor i in range(25_000): open(f'{i}', 'w').close()\ntime.sleep(9)",
        "crashed",
        "TooManyFiles",
    ),
    "output": ("while True: print('y' * 1000)", "crashed", "TooMuchOutput"),
}


@slow
@pytest.mark.parametrize("kind", CRASHES)
@pytest.mark.parametrize("place", ["answer", "test"])
def test_a_crash_costs_one_exercise(kind, place):
    source, outcome, name = CRASHES[kind]
    function = "def answer():\n" + "\n".join(f"    {line}" for line in source.split("\n"))
    cells = [source, "# test\n1 / 0"] if place == "answer" else [function, "# test\nanswer()"]
    limits = runner.Limits(cell=20, total=120, flood=4 * MIB)
    if kind == "exit" and place == "test":
        pytest.skip("exit in a function is no different")
    executed = execute("before = 1", *cells, ANSWER, RIGHT, "print(before)", limits=limits)
    at = 1 if place == "answer" else 2
    assert (executed.outcome, names(executed)[at]) == (outcome, [name])
    assert scores(executed) == [0, 2]
    assert printed(executed, 5) == "1\n"
    assert [note for note in executed.notes if note != CUT][0].startswith(f"cell c{at}: it ")
    assert len({*executed.notes} - {CUT}) == 1


@slow
def test_memory_shared_by_forks_counts_once():
    source = """
import os, time
kept, children = b"x" * (400 << 20), []
for _ in range(6):
    if not (pid := os.fork()):
        time.sleep(1)
        os._exit(0)
    children.append(pid)
"""
    executed = execute(source + "for pid in children: os.waitpid(pid, 0)", "# test\n1 + 1; None")
    assert (executed.outcome, scores(executed)) == ("graded", [2])


@slow
def test_an_endless_loop_is_stopped():
    limits = runner.Limits(cell=1.5, total=60)
    start = time.perf_counter()
    executed = execute("while True: pass", "# test\n1 / 0", ANSWER, RIGHT, limits=limits)
    assert time.perf_counter() - start < 15
    assert (executed.outcome, scores(executed)) == ("timeout", [0, 2])
    assert names(executed)[0] == ["TimeLimit"]
    assert "longer than 1.5 s" in executed.notes[0]


@slow
def test_a_graded_cell_may_say_that_it_takes_longer_and_no_other_cell():
    limits = runner.Limits(cell=2, total=120)
    says = "# {}: may take 4 times as long as other cells\nimport time; time.sleep(3)"
    executed = execute(says.format("mine"), says.format("test"), limits=limits)
    assert (executed.outcome, scores(executed)) == ("timeout", [2])
    assert names(executed) == [["TimeLimit"], []]
    [note] = executed.notes
    assert "it ran longer than 2 s" in note


@slow
def test_a_fork_bomb_is_stopped():
    bomb = "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass"
    executed = execute(bomb, ANSWER, RIGHT)
    assert executed.outcome in ("crashed", "out-of-memory")
    assert names(executed)[0] in (["TooManyProcesses"], ["OutOfMemory"])
    assert scores(executed) == [2]


@slow
@pytest.mark.parametrize("source", ["import sys; sys.exit(3)", "raise KeyboardInterrupt", "1 / 0"])
def test_ordinary_errors_are_not_crashes(source):
    executed = execute("before = 1", source, "# test\nassert before", ANSWER, RIGHT)
    assert (executed.outcome, executed.notes) == ("graded", ())
    assert scores(executed) == [2, 2]


@slow
def test_any_number_of_crashes_costs_only_the_cells_that_crash():
    crashes = ["import os; os._exit(1)"] * 9
    executed = execute(ANSWER, RIGHT, *crashes, RIGHT, "# test\n1 / 0")
    assert (executed.outcome, scores(executed)) == ("crashed", [2, 2, 0])
    assert len(executed.notes) == 9


@slow
def test_endless_loops_leave_time_for_the_other_cells():
    limits = runner.Limits(cell=4, total=16)
    executed = execute(ANSWER, RIGHT, *["while True: pass"] * 3, RIGHT, limits=limits)
    assert (executed.outcome, scores(executed)) == ("timeout", [2, 2])
    assert "longer than half of the time that was left" in executed.notes[-1]


@slow
def test_the_rest_is_given_up_when_the_total_time_is_over():
    limits = runner.Limits(cell=20, total=0.5)
    executed = execute(*["import time; time.sleep(60)"] * 9, ANSWER, RIGHT, limits=limits)
    assert (executed.outcome, scores(executed)) == ("timeout", [0])
    assert names(executed)[-1] == ["NotRun"]
    assert executed.notes[-1] == "the rest was given up, because time ran out"


@slow
def test_cells_that_run_again_keep_their_first_outputs():
    count = "import os, time; print(time.time_ns())"
    executed = execute(count, "import os; os._exit(1)", "print('after')")
    assert printed(executed, 0).count("\n") == 1
    assert printed(executed, 2) == "after\n"


@slow
def test_a_cell_that_crashes_when_it_runs_again_keeps_its_first_result():
    once = """# test
from pathlib import Path
import os, time
assert answer() == 42
if time.time() > start + 4: os._exit(1)
"""
    executed = execute(
        f"{ANSWER}\nstart = {time.time()}",
        once,
        "import os, time; time.sleep(4); os._exit(1)",
        RIGHT,
    )
    assert (executed.outcome, scores(executed)) == ("crashed", [2, 2])


# --- cells that spoil their kernel ------------------------------------------------------------

SPOILS = {
    "no stdout": "import sys; sys.stdout = None",
    "no do_execute": "get_ipython().kernel.do_execute = None",
    "no handlers": "get_ipython().kernel.shell_handlers.clear()",
    "no iopub": "get_ipython().kernel.iopub_socket = None",
    "no session": "get_ipython().kernel.session = None",
    "stopped": "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)",
    "input": "get_ipython().kernel._allow_stdin = True; input()",
}


@slow
@pytest.mark.parametrize("kind", SPOILS)
def test_a_spoilt_kernel_costs_the_cell_that_spoilt_it(kind, monkeypatch):
    monkeypatch.setattr(client, "SILENCE", 2.0)
    limits = runner.Limits(cell=8, total=120)
    executed = execute(ANSWER, RIGHT, SPOILS[kind], RIGHT, "print('after')", RIGHT, limits=limits)
    assert scores(executed) == [2, 2, 2]
    assert names(executed)[2] in (["NotAllowed"], ["TimeLimit"]) and len(executed.notes) == 1
    assert printed(executed, 4) == "after\n"


@slow
def test_processes_noticed_late_cost_the_cell_that_started_them():
    forks = """
import os, time
for _ in range(14):  # all are there when the cell ends, perhaps before anybody has looked
    if os.fork() == 0:
        time.sleep(20)
        os._exit(0)
"""
    test = "# test\nimport time; time.sleep(1); assert answer() == 42"
    executed = execute(ANSWER, forks, test, RIGHT)
    assert (executed.outcome, scores(executed)) == ("crashed", [2, 2])
    assert [*executed.notes] == [
        "cell c1: it started too many processes; the rest was run without it"
    ]


# --- isolation ------------------------------------------------------------------------------


@slow
def test_the_next_notebook_finds_nothing_left_behind():
    leave = """
import ctypes, os, subprocess, sys, tempfile, threading, torch
subprocess.Popen(["sleep", "1000"], start_new_session=True)
for folder in (os.path.expanduser("~"), tempfile.gettempdir(), "/dev/shm"):
    open(f"{folder}/left", "w").write("x")
os.chdir(tempfile.gettempdir()); os.makedirs("a/b"); os.chmod("a", 0)
os.symlink("/", os.path.expanduser("~/link"))
os.environ["LEFT"] = sys.modules["left"] = "1"
torch.Tensor.left = torch.manual_seed(7)
threading.Thread(target=threading.Event().wait, daemon=True).start()
print(ctypes.CDLL(None).shmget(77, 1 << 20, 0o1666))
"""
    look = """
import os, sys, tempfile, torch
places = os.path.expanduser("~"), tempfile.gettempdir(), "/dev/shm"
print(*(sorted(os.listdir(place)) for place in places))
numbers = [p for p in os.listdir("/proc") if p.isdigit() and int(p) not in (1, os.getpid())]
print([p for p in numbers if os.stat(f"/proc/{p}").st_uid == os.getuid()])
print("LEFT" in os.environ, "left" in sys.modules, hasattr(torch.Tensor, "left"), torch.rand(1))
print(open("/proc/sysvipc/shm").read().count("\\n"))
"""
    clean = printed(execute(look), 0)
    assert "['.ipython', 'work'] [] []\n[]\nFalse False False" in clean
    assert execute(leave).outcome == "graded"
    assert printed(execute(look), 0) == clean


@slow
def test_the_prepared_process_cannot_be_reached():
    reach = """
import ctypes, os, signal
for number in set(signal.Signals) - {signal.SIGKILL}:
    signal.signal(number, signal.SIG_IGN) if number != signal.SIGSTOP else None
for number in signal.Signals:
    for target in (1, -1) if number == signal.SIGSTOP else (1,):
        try:
            os.kill(target, number)
        except (PermissionError, ProcessLookupError):  # another user, or nobody
            pass
print("alive", os.getppid())
print(ctypes.CDLL(None).ptrace(16, 1, 0, 0))  # PTRACE_ATTACH
for name in ("mem", "environ", "maps", "fd/0", "cwd"):
    try:
        os.readlink(f"/proc/1/{name}") if "d" in name[:3] else open(f"/proc/1/{name}", "rb").read(1)
        print("read", name)
    except OSError:
        pass
"""
    server_before = provisioner.acquire(SandboxedProvisioner.limits)
    provisioner._idle.append(server_before)
    executed = execute(reach)
    assert printed(executed, 0) == "alive 1\n-1\n"
    assert execute(ANSWER, RIGHT).outcome == "graded"
    assert provisioner._idle == [server_before]  # it was not replaced


@slow
def test_this_machines_files_and_network_are_out_of_reach(monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_TOKEN", "s3cret")
    (tmp_path / "solution.ipynb").write_text("secret")
    look = f"""
import os, socket
from pathlib import Path
import course
root = Path(course.__file__).parents[1]
print([p for p in ("source", "solutions", "tests", "release", ".git") if (root / p).exists()])
print(os.path.exists({str(tmp_path)!r}), os.path.exists("/etc/passwd"), os.path.exists("/home"))
print("SECRET_TOKEN" in os.environ, os.getuid() == 0)
for path in (course.__file__, "/usr/new", "/new", "/dev/new", "/kernels/new", "/kernels/in/new"):
    try:
        open(path, "a")
        print("writes", path)
    except OSError:
        pass
for address in (("127.0.0.1", 22), ("192.0.2.1", 80)):
    try:
        socket.create_connection(address, timeout=1)
        print("connected")
    except OSError:
        pass
"""
    assert printed(execute(look), 0) == "[]\nFalse False False\nFalse False\n"


@slow
def test_a_full_disk_and_a_large_file_are_errors_of_the_cell():
    fill = "for i in range(9): open(f'{i}', 'wb').write(b'x' * (16 << 20))"
    executed = execute(fill, "open('big', 'wb').write(b'x' * (33 << 20))", ANSWER, RIGHT)
    assert names(executed)[:2] == [["OSError"], ["OSError"]]
    assert (executed.outcome, scores(executed)) == ("graded", [2])


# --- scores ---------------------------------------------------------------------------------


@slow
def test_stderr_and_warnings_never_change_a_score():
    loud = """# test
import logging, os, sys, warnings
from tqdm import tqdm
warnings.warn("careful")
print("to stderr", file=sys.stderr)
logging.getLogger().addHandler(logging.StreamHandler())
logging.warning("logged")
os.write(2, b"to the file")
list(tqdm(range(3)))
"""
    executed = execute(loud)
    assert scores(executed) == [2]
    assert all(word in printed(executed, 0) for word in ("careful", "to stderr", "logged"))


@slow
def test_only_a_number_within_the_points_is_a_score():
    numbers = ["1.5", "float('nan')", "float('inf')", "-1", "2.5", "0"]
    executed = execute(*(f"# test\n{number}" for number in numbers))
    assert scores(executed) == [1.5, 0, 0, 0, 0, 0]
    assert names(executed)[1:5] == [["NotAScore"]] * 4


@slow
def test_a_forged_result_gives_no_points():
    forge = """
import sys
def forge(value):
    sys.displayhook(value)
"""
    clear = """
from IPython.display import clear_output
def clear():
    clear_output(); clear_output(wait=True); print("cleared")
"""
    widget = """
import ipywidgets
def capture():
    out = ipywidgets.Output()
    out.msg_id = get_ipython().kernel.get_parent()["header"]["msg_id"]
"""
    executed = execute(
        forge,
        "# test\nforge(2)\nassert False",
        "# test\nforge(1)\n1 / 0; forge(2)",
        "# test\nforge(2)\n0",
        clear,
        "# test\ntry:\n    1 / 0\nfinally:\n    clear()",
        widget,
        "# test\ncapture()\nassert False",
    )
    assert scores(executed) == [0, 0, 0, 0, 0]


@slow
def test_no_cell_changes_the_outputs_of_an_earlier_one():
    executed = execute(
        "from IPython.display import display, update_display\ndisplay(1, display_id='a');",
        "update_display('no', display_id='a'); display('no', display_id='a');",
        """
import sys
parent = get_ipython().kernel.get_parent()
def late(text):
    get_ipython().kernel.session.send(
        get_ipython().kernel.iopub_socket, "stream", {"name": "stdout", "text": text}, parent)
late("own")
""",
        "late('foreign'); print('own')",
    )
    assert cells(executed)[0].outputs[0].data["text/plain"] == "1"
    assert [printed(executed, number) for number in (2, 3)] == ["own", "own\n"]


@slow
def test_long_prints_and_many_displays_are_cut():
    executed = execute(
        "print([number / 7 for number in range(20_000)])",
        "for number in range(2000): display(number)",
        "from tqdm import tqdm\nfor _ in tqdm(range(20_000)): pass",
        ANSWER,
        RIGHT,
    )
    assert (executed.outcome, scores(executed)) == ("graded", [2])
    assert printed(executed, 0).endswith("]\n") and len(printed(executed, 0)) > 300_000
    assert len(cells(executed)[1].outputs) == 1000 and executed.notes == (CUT,)
    assert "100%" in printed(executed, 2) and len(printed(executed, 2).splitlines()) == 1


SEND = """
kernel = get_ipython().kernel
message = kernel.session.msg("display_data", parent=kernel.get_parent())
parts = [*map(kernel.session.pack, (message["header"], message["parent_header"], {}))]
def send(content):
    kernel.iopub_thread.send_multipart(
        [b"<IDS|MSG>", kernel.session.sign([*parts, content]), *parts, content], copy=False)
"""


@slow
@pytest.mark.parametrize(
    "message, end",
    {
        "b'[' * 3_000_000": "NotAllowed",
        "b'x' * 300_000_000": "TooMuchOutput",
    }.items(),
)
def test_messages_that_would_stall_or_fill_the_grader(message, end):
    flood = f"{SEND}send({message})\nimport time; time.sleep(9)"
    Path("/proc/self/clear_refs").write_text("5")  # the highest use of memory starts from here
    before = client.resident()
    executed = execute(flood, ANSWER, RIGHT)
    high = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert names(executed)[0] == [end] and scores(executed) == [2]
    assert int(high[1]) * 1024 - before < 250_000_000 + 64 * MIB


@slow
def test_a_broken_message_counts_as_a_crash():
    forge = """
kernel = get_ipython().kernel
parent = kernel.get_parent()
kernel.session.send(kernel.iopub_socket, "stream", content={}, parent=parent)
"""
    executed = execute(forge, ANSWER, RIGHT)
    assert (executed.outcome, scores(executed)) == ("crashed", [2])
    assert "messages that no cell sends" in executed.notes[0]


# --- the process that grades ----------------------------------------------------------------


@slow
def test_no_files_are_left_open():
    execute("1")
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(4):
        execute("import os; os._exit(1)", "1")
    assert len(os.listdir("/proc/self/fd")) <= before


@slow
def test_files_that_are_too_large_are_refused(tmp_path):
    kernel = KernelManager(kernel_name="python3")
    kernel.provisioner = SandboxedProvisioner(kernel_spec=kernel.kernel_spec, parent=kernel)
    (tmp_path / "big").write_bytes(b"x" * (65 * MIB))
    with pytest.raises(Unavailable, match="at most 64 MiB to copy"):
        kernel.start_kernel(cwd=str(tmp_path))
    executed = execute(RIGHT, files={"big": b"x" * (65 * MIB)})
    assert (executed.outcome, scores(executed)) == ("malformed", [0])
    assert execute(ANSWER, RIGHT).outcome == "graded"


@slow
def test_trusted_code_runs_outside_the_sandbox(tmp_path):
    path = tmp_path / "made"
    executed = execute(f"open({str(path)!r}, 'w').write('x')", ANSWER, RIGHT, sandboxed=False)
    provisioner.close_idle()
    assert (executed.outcome, scores(executed)) == ("graded", [2])
    assert path.exists()
