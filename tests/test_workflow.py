"""The workflow for those who copy the course, and that nothing it needs can be missing unseen."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import failed_notebooks
import jsonschema
import nbformat
import pytest
import yaml
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
SCHEMA = json.loads((ROOT / "tests" / "workflow_schema.json").read_text("utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


class Plain(yaml.SafeLoader):
    """YAML as GitHub reads it: `on` is a word."""


Plain.yaml_implicit_resolvers = {
    first: [(tag, regex) for tag, regex in found if tag != "tag:yaml.org,2002:bool"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Plain.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), ["t", "f"])


def read(path: Path) -> dict:
    return yaml.load(path.read_text("utf-8"), Plain)


@pytest.fixture
def job() -> dict:
    return read(ROOT / ".github/workflows/course.yml")["jobs"]["test"]


def commands(job: dict) -> str:
    return "\n".join(step.get("run", "") for step in job["steps"])


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_follow_the_schema(path):
    jsonschema.Draft7Validator(SCHEMA).validate(read(path))


@pytest.mark.parametrize(
    "change", [{"step": []}, {"runs-on": 3}, {"steps": [{"run": "a", "uses": "b"}]}], ids=str
)
def test_the_schema_refuses_what_is_no_workflow(job, change):
    bad = {"on": "push", "jobs": {"test": job | change}}
    assert not jsonschema.Draft7Validator(SCHEMA).is_valid(bad)


def test_it_tries_the_oldest_and_the_newest_python(job):
    allowed = SpecifierSet(PROJECT["project"]["requires-python"])
    every = [f"3.{minor}" for minor in range(30) if allowed.contains(f"3.{minor}.0")]
    assert job["strategy"]["matrix"]["python"] == [every[0], every[-1]]


def test_its_commands_exist(job):
    text = commands(job)
    rules = (ROOT / "Makefile").read_text().replace("$(READY)", ".venv/.ready")
    targets = re.findall(r"^\s*make ([\w./]+)", text, re.M)
    assert targets == [".venv/.ready", "test", "site"]
    for target in targets:
        assert re.search(rf"^{re.escape(target)}:", rules, re.M)
    for script in re.findall(r"\.venv/bin/python (\S+\.py)", text):
        assert (ROOT / script).is_file()
    [cached] = [s["with"]["cache-dependency-path"] for s in job["steps"] if "cache" in str(s)]
    assert (ROOT / cached).is_file()
    assert not any("continue-on-error" in step for step in job["steps"])


def test_the_tests_that_it_runs_include_the_solutions():
    options = PROJECT["tool"]["pytest"]["ini_options"]
    assert "solutions" in options["testpaths"]
    assert "--nbval-lax" in options["addopts"]


# --- under CI, what is missing is a failure -----------------------------------------------------

WITHOUT = {
    "the sandbox": ("tests/test_sandbox.py", "forbidden_system_calls", "Expected bubblewrap"),
    "a sandboxed kernel": ("tests/test_kernels.py", "same_results", "Expected bubblewrap"),
    "hostile code": ("tests/hostile/test_corpus.py", "plain_answers", "Expected bubblewrap"),
    "a browser": ("tests/browser/test_report_page.py", "", "Found no browser"),
}


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="there is no sandbox elsewhere")
@pytest.mark.parametrize(("file", "name", "message"), WITHOUT.values(), ids=WITHOUT)
def test_a_test_without_what_it_needs_fails_under_ci_and_is_skipped_elsewhere(
    tmp_path, file, name, message
):
    """The path of programs is empty, so that nothing is found on it."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    env |= {"PATH": str(tmp_path), "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path)}
    chosen = [f"{ROOT / file}", *(["-k", name] if name else [])]
    if "kernels" in file:
        chosen[-1] += " and sandboxed"
    command = [sys.executable, "-m", "pytest", "-x", "-rs", "-p", "no:cacheprovider", *chosen]
    for ci, status in (("true", 1), ("", 0)):
        done = subprocess.run(
            command, cwd=ROOT, env=env | {"CI": ci}, capture_output=True, text=True
        )
        assert done.returncode == status, done.stdout
        assert message in done.stdout
        assert ("1 failed" if ci else "skipped") in done.stdout or "1 error" in done.stdout
        assert " passed" not in done.stdout


# --- tools/failed_notebooks.py ------------------------------------------------------------------


@pytest.mark.slow
def test_notebooks_that_failed_are_kept_with_all_their_outputs(tmp_path, capsys):
    cells = [nbformat.v4.new_code_cell(text) for text in ("print('a')", "1 / 0", "print('b')")]
    for name in ("01_bad", "02_good"):
        path = tmp_path / "solutions" / f"{name}.ipynb"
        path.parent.mkdir(exist_ok=True)
        nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    last = tmp_path / failed_notebooks.LAST
    last.parent.mkdir(parents=True)
    last.write_text('{"tests/test_a.py::test_b": true, "solutions/01_bad.ipynb::Cell 1": true}')
    failed_notebooks.main(tmp_path, tmp_path / "failed")
    assert [path.name for path in (tmp_path / "failed").iterdir()] == ["01_bad.ipynb"]
    kept = nbformat.read(tmp_path / "failed" / "01_bad.ipynb", as_version=4)
    assert [cell.outputs[0].output_type for cell in kept.cells] == ["stream", "error", "stream"]


def test_without_a_failed_notebook_nothing_is_kept(tmp_path, capsys):
    failed_notebooks.main(tmp_path, tmp_path / "failed")
    assert not (tmp_path / "failed").exists()
    assert "no notebook failed" in capsys.readouterr().out
