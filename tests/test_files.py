"""Where files are cached, and files that are written in one step."""

import errno
import shutil
import sys
from pathlib import Path

import pytest

from course.errors import CourseError
from course.files import cache_dir, is_out_of_room, naming, write_whole


def test_cache_is_where_the_user_says(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "mine"))
    assert cache_dir("a", "b") == tmp_path / "mine" / "a" / "b"
    assert (tmp_path / "mine" / "a" / "b").is_dir()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems, other places")
def test_cache_follows_the_rules_of_the_system_by_default(tmp_path, monkeypatch):
    monkeypatch.delenv("COURSE_CACHE", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_dir() == tmp_path / ".cache" / "replace-the-head"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "other"))
    assert cache_dir() == tmp_path / "other" / "replace-the-head"


def test_cache_that_cannot_be_written_says_what_to_do(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "file"))
    with pytest.raises(CourseError, match="Set the environment variable COURSE_CACHE"):
        cache_dir("a")


def test_a_full_disk_is_told_from_an_odd_name(tmp_path):
    full = OSError(errno.ENOSPC, "No space left on device")
    assert is_out_of_room(full)
    assert is_out_of_room(shutil.Error([("a", "b", str(full)), ("c", "d", "[Errno 2] gone")]))
    for error in (
        OSError(errno.ENAMETOOLONG, "[Errno 28]"),
        shutil.Error([("a", "[Errno 28]", "[Errno 36] File name too long: '[Errno 28]'")]),
        TimeoutError(),
        ValueError(errno.ENOSPC),
    ):
        assert not is_out_of_room(error)


def test_an_error_without_a_file_gets_the_name_of_the_folder(tmp_path):
    with pytest.raises(OSError, match=f"No space left on device: '{tmp_path}'"), naming(tmp_path):
        raise OSError(errno.ENOSPC, "No space left on device")
    with pytest.raises(OSError, match="such file.*: 'a'"), naming(tmp_path):
        raise FileNotFoundError(errno.ENOENT, "No such file or directory", "a")


def test_write_whole_replaces_a_file_and_leaves_nothing_else(tmp_path):
    path = tmp_path / "new" / "a.txt"
    write_whole(path, b"one")
    write_whole(path, b"two")
    assert path.read_bytes() == b"two"
    assert [each.name for each in path.parent.iterdir()] == ["a.txt"]


def test_an_interrupted_write_keeps_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    write_whole(path, b"old")

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["a.txt"]
