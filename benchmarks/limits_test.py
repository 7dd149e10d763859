"""Tests of the limits, the table, and how samples are taken."""

from benchmarks import __main__ as command
from benchmarks import limits, peers, table


def fit_results(ours):
    columns = {"ours": ours, "tf_keras": 2.0, "keras 3": 2.5}
    return {"fit arrays": {"ms": columns}}


def test_a_ratio_is_taken_to_the_faster_peer():
    (verdict,) = limits.judge(fit_results(ours=0.5))
    assert verdict.value == 0.25 and verdict.holds


def test_a_ratio_above_its_bound_is_broken():
    (verdict,) = limits.judge(fit_results(ours=1.0))
    assert not verdict.holds


def test_a_ratio_may_be_taken_to_another_number_of_the_peer():
    limit = limits.Limit("case", "add", 1.0, "tf_keras", "list")
    results = {"case": {"add": {"ours": 3.0}, "list": {"tf_keras": 2.0}}}
    assert limit.value(results) == 1.5
    assert str(limit) == "case: add / tf_keras list"


def test_a_count_of_ours_needs_no_peer():
    results = {"warm Dense call": {"calls": {"ours": 26.0}}}
    (verdict,) = limits.judge(results)
    assert verdict.value == 26 and not verdict.holds


def test_what_was_not_measured_is_not_judged():
    assert limits.judge({"fit arrays": {"ms": {"ours": 1.0}}}) == []


def test_every_limit_is_about_a_case():
    cases = {*command.TIMED, *command.COUNTED, *command.LONG}
    assert {limit.case for limit in limits.LIMITS} <= cases


def test_the_table_has_a_row_a_number():
    lines = table.results_table(fit_results(ours=0.5)).splitlines()
    assert lines[0].split()[:3] == ["case", "ours", "tf_keras"]
    assert lines[1].split() == "fit arrays ms 0.5 2 2.5 - 0.25 -".split()


def test_a_broken_limit_stands_out():
    text = table.verdict_table(limits.judge(fit_results(ours=1.0)))
    assert "fit arrays: ms / faster peer    0.5      0.4  BROKEN" in text


class Worker:
    """Answers from a list."""

    def __init__(self, peer, answers):
        self.peer = peer
        self.asked = 0
        self._answers = list(answers)

    def ask(self, case):
        self.asked += 1
        answer = self._answers.pop(0)
        if answer is None:
            raise RuntimeError("cannot")
        return {"ms": answer}


def test_the_median_of_the_samples_is_reported(capsys):
    worker = Worker(peers.OURS, [1.0, 9.0, 2.0])
    results = command.measure([worker], {"fit arrays": 3})
    assert results == {"fit arrays": {"ms": {"ours": 2.0}}}


def test_a_peer_that_fails_is_told_of_and_left_out(capsys):
    ours = Worker(peers.OURS, [1.0, 1.0])
    other = Worker(peers.KERAS_3, [None])
    results = command.measure([ours, other], {"fit arrays": 2})
    assert results["fit arrays"]["ms"] == {"ours": 1.0}
    assert other.asked == 1
    assert "keras 3: cannot" in capsys.readouterr().err
