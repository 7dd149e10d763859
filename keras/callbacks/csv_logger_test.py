"""Tests of the table of logs that training writes."""

import csv
import os

import numpy as np
import pytest

from keras.callbacks import csv_logger


def rows(path, logs, kind=csv_logger.CSVLogger, **options):
    """Logs epochs to a file; returns its lines."""
    each = kind(path, **options)
    each.on_train_begin()
    for epoch, values in enumerate(logs):
        each.on_epoch_end(epoch, values)
    each.on_train_end()
    return path.read_text().splitlines()


def test_an_epoch_is_a_row(tmp_path):
    logs = [{"val_b": 1.5, "a": 2}, {"a": 0.25, "val_b": 1.0}]
    assert rows(tmp_path / "a.csv", logs) == [
        "epoch,a,val_b",
        "0,2,1.5",
        "1,0.25,1.0",
    ]


def test_a_name_that_comes_later_has_its_column(tmp_path):
    logs = [{"loss": 1.0, "lr": 5.0}, {"loss": 0.5, "val_b": 4, "val_a": 3}]
    assert rows(tmp_path / "a.csv", [*logs, {"loss": 0.25, "val_a": 2}]) == [
        "epoch,loss,lr,val_a,val_b",
        "0,1.0,5.0,NA,NA",
        "1,0.5,NA,3,4",
        "2,0.25,NA,2,NA",
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_without_validation_there_are_no_columns_for_it(tmp_path):
    lines = rows(tmp_path / "a.csv", [{"loss": 1.0, "lr": 0.5}])
    assert lines == ["epoch,loss,lr", "0,1.0,0.5"]


def test_rows_stay_as_they_were_where_a_column_comes(tmp_path):
    first = {"a": np.array([1.0, 2.0]), "b": "te;xt"}
    lines = rows(tmp_path / "a", [first, {"c": 1}], separator=";")
    assert lines == [
        "epoch;a;b;c",
        '0;"""[1.0, 2.0]""";"te;xt";NA',
        "1;NA;NA;1",
    ]


def test_the_separator_can_be_chosen(tmp_path):
    lines = rows(tmp_path / "a", [{"val_a": 1}], separator=";")
    assert lines == ["epoch;val_a", "0;1"]


def test_several_values_are_written_in_brackets(tmp_path):
    logs = [{"val_a": np.array([1.0, 2.0]), "b": "text"}]
    assert rows(tmp_path / "a", logs)[1] == '0,text,"""[1.0, 2.0]"""'


def test_append_goes_on_in_the_columns_that_are_there(tmp_path):
    path = tmp_path / "a"
    rows(path, [{"b": 1.0, "val_b": 2.0}])
    lines = rows(path, [{"val_b": 4.0, "b": 3.0}], append=True)
    assert lines == ["epoch,b,val_b", "0,1.0,2.0", "0,3.0,4.0"]


@pytest.mark.parametrize("header", ["a,epoch", "epoch,a", "a"])
def test_append_keeps_the_order_of_the_columns_that_are_there(tmp_path, header):
    path = tmp_path / "a"
    path.write_text(f"{header}\r\n7,7\r\n")
    each = csv_logger.CSVLogger(path, append=True)
    each.on_train_begin()
    assert each.keys == ["a"]
    each.on_epoch_end(0, {"a": 1, "b": 2})
    each.on_train_end()
    with path.open(newline="") as file:
        found = list(csv.DictReader(file))
    assert found[1] == {"epoch": "0", "a": "1", "b": "2"}
    assert found[0]["a"] == "7" and found[0]["b"] == "NA"


def test_append_to_no_file_begins_one(tmp_path):
    lines = rows(tmp_path / "a", [{"val_a": 1}], append=True)
    assert lines == ["epoch,val_a", "0,1"]


def test_a_file_is_written_anew_by_default(tmp_path):
    path = tmp_path / "a"
    rows(path, [{"val_a": 1}] * 3)
    assert len(rows(path, [{"val_b": 1}])) == 2


def test_a_row_can_be_read_before_training_ends(tmp_path):
    each = csv_logger.CSVLogger(tmp_path / "a")
    each.on_train_begin()
    each.on_epoch_end(0, {"val_a": 1})
    assert len((tmp_path / "a").read_text().splitlines()) == 2
    each.on_train_abort(KeyboardInterrupt())


def test_a_file_that_cannot_be_written_is_told_before_training(tmp_path):
    each = csv_logger.CSVLogger(tmp_path / "missing" / "a.csv")
    with pytest.raises(OSError, match="a folder that is there.*missing/a.csv"):
        each.on_train_begin()


def test_a_later_column_leaves_the_file_where_it_is(tmp_path):
    (tmp_path / "there").touch(0o600)
    (tmp_path / "link").symlink_to(tmp_path / "there")
    logs = [{"loss": 1.0}, {"loss": 2.0, "mse": 3.0}]
    assert rows(tmp_path / "link", logs) == [
        "epoch,loss,mse",
        "0,1.0,NA",
        "1,2.0,3.0",
    ]
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "there").stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_mounted_alone_gets_a_later_column(
    tmp_path, monkeypatch
):
    path = tmp_path / "a.csv"
    path.touch()
    number = path.stat().st_ino
    monkeypatch.setattr(os.path, "ismount", lambda each: each == str(path))
    logs = [{"loss": 1.0}, {"loss": 2.0, "mse": 3.0}]
    assert rows(path, logs)[0] == "epoch,loss,mse"
    assert path.stat().st_ino == number


def test_a_subclass_may_choose_the_columns(tmp_path):
    class Chosen(csv_logger.CSVLogger):
        def on_train_begin(self, logs=None):
            super().on_train_begin(logs)
            self.keys = ["mse"]

    logs = [{"loss": 1.0, "mse": 3.0}, {"mse": 4.0}]
    assert rows(tmp_path / "a", logs, Chosen) == ["epoch,mse", "0,3.0", "1,4.0"]
