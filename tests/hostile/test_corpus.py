"""Each case of the corpus: points, outcome, honest neighbours, and nothing left over."""

import corpus
import psutil
import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.usefixtures("needs_sandbox"),  # hostile code runs nowhere else
]
CASES = corpus.read_cases()


@pytest.fixture(scope="module")
def shop(needs_sandbox):
    before = set(psutil.Process().children(recursive=True))  # of other tests
    with corpus.workshop() as made:
        yield made
    left = set(psutil.Process().children(recursive=True)) - before
    commands = [" ".join(each.cmdline()) for each in left]
    assert [command for command in commands if "resource_tracker" not in command] == []


@pytest.fixture(scope="module")
def result_of(request, shop):
    """Grade a batch when the first of its cases is asked for; only the cases that were chosen."""
    items = [i for i in request.session.items if getattr(i, "module", None) is request.module]
    chosen = [item.callspec.params["case"] for item in items if hasattr(item, "callspec")]
    batch_of = {case: batch for batch in corpus.batches(chosen) for case in batch}
    done = {}

    def result(case):
        if case not in done:
            batch = batch_of[case]
            done.update(zip(batch, corpus.grade(batch, shop), strict=True))
        return done[case]

    return result


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case, result_of, record_property):
    result = result_of(case)
    record_property("hostile", corpus.row(result))
    assert result.honest == "", "an honest neighbour was harmed"
    assert result.escaped == []
    if case.outcomes:
        assert result.outcome in case.outcomes, result.notes
    assert result.outcome != "no record"
    if not case.known:
        assert result.earned <= result.deserved
    if case.exact:
        assert result.earned == result.deserved, result.notes
    if not case.notes:
        assert result.notes == []
