"""A wheel also has the lessons of `release/`, in `course/lessons`. For the rest: pyproject.toml."""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

RELEASE = Path("release")


class WithLessons(build_py):
    """Build the package and put the released lessons into it."""

    def lessons(self) -> dict[str, str]:
        """Return where each file of `release/` goes, and the file."""
        files = sorted(path for path in RELEASE.rglob("*") if path.is_file())
        inside = Path(self.build_lib, "course", "lessons")
        return {
            str(inside / path.relative_to(RELEASE)): str(path)
            for path in files
            if not any(part.startswith(".") for part in path.parts)
        }

    def run(self) -> None:
        super().run()
        if self.editable_mode:  # there the lessons are beside the package
            return
        for target, source in self.lessons().items():
            self.mkpath(str(Path(target).parent))
            self.copy_file(source, target)

    def get_outputs(self, include_bytecode: bool = True) -> list[str]:
        lessons = [] if self.editable_mode else list(self.lessons())
        return super().get_outputs(include_bytecode) + lessons


setup(cmdclass={"build_py": WithLessons})
