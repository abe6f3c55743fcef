"""Keep pytest out of the cases, and print their table at the end of a run."""

import corpus

# They are what students wrote. Collecting a `test_*.py` of theirs would also put its folder on the
# path, with an `html.py` in it that hides Python's own.
collect_ignore = list(corpus.FAMILIES)


def pytest_terminal_summary(terminalreporter):
    reports = [each for kind in ("passed", "failed") for each in terminalreporter.getreports(kind)]
    rows = [value for each in reports for name, value in each.user_properties if name == "hostile"]
    if rows:
        terminalreporter.section("hostile submissions")
        terminalreporter.write_line(corpus.markdown(rows))
