"""Print the table of the corpus at the end of a run."""

import corpus


def pytest_terminal_summary(terminalreporter):
    reports = [each for kind in ("passed", "failed") for each in terminalreporter.getreports(kind)]
    rows = [value for each in reports for name, value in each.user_properties if name == "hostile"]
    if rows:
        terminalreporter.section("hostile submissions")
        terminalreporter.write_line(corpus.markdown(rows))
