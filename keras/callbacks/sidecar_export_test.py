"""Tests of saving the best model that an evaluator finds."""

import os

import pytest

from keras.callbacks import sidecar_export


class Model:
    """Records where it is saved."""

    def __init__(self):
        self.saved = []

    def save(self, path, overwrite):
        self.saved.append(os.path.basename(path))


def evaluated(folder, losses, pattern="ckpt-{epoch}", **options):
    """Evaluates a checkpoint for each loss; returns the files written."""
    each = sidecar_export.SidecarEvaluatorModelExport(
        folder / "{epoch}-{val_loss:.1f}.keras", folder / pattern, **options
    )
    each.set_model(Model())
    for number, loss in losses.items():
        (folder / f"ckpt-{number}.index").touch()
        time = number * 10**9
        os.utime(folder / f"ckpt-{number}.index", ns=(time, time))
        each.on_test_begin()
        each.on_test_end({"loss": loss})
    return each.model.saved


def test_the_best_evaluations_are_saved_under_their_checkpoints_number(
    tmp_path,
):
    losses = {2: 0.5, 9: 0.75, 10: 0.25}
    assert evaluated(tmp_path, losses) == ["2-0.5.keras", "10-0.2.keras"]


def test_the_number_may_have_a_format(tmp_path):
    assert evaluated(tmp_path, {12: 0.5}, "ckpt-{epoch:02d}") == [
        "12-0.5.keras"
    ]


def test_without_a_number_in_the_pattern_it_is_one(tmp_path):
    assert evaluated(tmp_path, {3: 0.5}, "ckpt") == ["1-0.5.keras"]


def test_the_value_may_be_named_as_evaluate_names_it(tmp_path):
    saved = evaluated(tmp_path, {1: 1.0, 2: 2.0}, monitor="loss", mode="max")
    assert saved == ["1-1.0.keras", "2-2.0.keras"]


def test_a_misspelt_name_is_an_error_after_the_first_evaluation(tmp_path):
    """Row 29."""
    with pytest.raises(ValueError, match="val_loss.*monitor='val_losss'"):
        evaluated(tmp_path, {1: 1.0}, monitor="val_losss")


def test_an_argument_that_is_not_known_is_refused():
    with pytest.raises(TypeError, match="Received: best"):
        sidecar_export.SidecarEvaluatorModelExport("a", "b", best=1)
