"""The count that .ci/run ends with."""

import json

from tools import test_report


def summary(label, status):
    return json.dumps(
        {
            "id": {"testSummary": {"label": label}},
            "testSummary": {"overallStatus": status},
        }
    )


def report(tmp_path, *lines):
    path = tmp_path / "events.json"
    path.write_text("\n".join(lines))
    return test_report.main([str(path)])


def test_all_passed_is_zero(tmp_path, capsys):
    assert report(tmp_path, summary("//a:b", "PASSED")) == 0
    assert capsys.readouterr().out == "1 passed, 0 failed\n"


def test_a_failure_is_named_and_counted(tmp_path, capsys):
    lines = summary("//a:b", "PASSED"), summary("//a:c", "TIMEOUT")
    assert report(tmp_path, *lines) == 1
    assert capsys.readouterr().out == "timeout: //a:c\n1 passed, 1 failed\n"


def test_a_target_that_does_not_build_is_a_failure(tmp_path, capsys):
    line = json.dumps({"id": {"targetCompleted": {"label": "//a:d"}}})
    assert report(tmp_path, line) == 1
    assert "no_status: //a:d" in capsys.readouterr().out


def test_no_test_at_all_is_a_failure(tmp_path, capsys):
    assert report(tmp_path) == 1
    assert test_report.main([str(tmp_path / "nothing.json")]) == 1
