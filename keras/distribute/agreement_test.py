"""Processes that a strategy or a mesh joins agree on what they do."""

# bazel: alone=true

import os

import numpy as np
import pytest

import keras
from keras.testing import agreeing_program as program
from keras.testing import cluster


@pytest.fixture(scope="module", params=["workers", "mesh"])
def trained(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    workers = cluster.Cluster(program.__file__, request.param, folder)
    return folder, workers.results()


@pytest.mark.parametrize("name", ["first", "weights", "resumed"])
def test_without_a_seed_processes_draw_the_same(trained, name):
    _, found = trained
    assert found[0][name] == found[1][name]


def test_all_stop_after_the_epoch_in_which_one_does(trained):
    _, found = trained
    assert [each["stopped"] for each in found] == [[0, 1]] * 2


def test_all_stop_after_the_batch_at_which_one_does(trained):
    _, found = trained
    assert [each["batches"] for each in found] == [[0, 1, 2, 0]] * 2


def test_all_predict_the_same_though_one_alone_looks_at_batches(trained):
    _, found = trained
    assert [each["rows"] for each in found] == [[4, 4, 4, 4], []]
    many, few = found[0]["predicted"]
    assert (len(many), few) == (12, many[:4])
    assert found[1]["predicted"] == found[0]["predicted"]


def test_processes_of_a_mesh_that_draw_other_rows_have_the_same_weights(
    trained,
):
    _, found = trained
    mine, its = (each.get("of_other_rows") for each in found)
    assert mine == its


def test_all_know_the_first_ones_logs_of_a_users_step(trained):
    folder, found = trained
    assert [each["own"] for each in found] == [{"own": [-1.0, -1.0]}] * 2
    assert (folder / "best.keras").exists()


def test_all_go_on_from_the_newest_backup_that_all_have(trained):
    _, found = trained
    assert [each["began"] for each in found] == [[2, 3, 4]] * 2


def test_one_process_writes(trained):
    folder, found = trained
    rows = (folder / "log.csv").read_text().splitlines()
    assert [row.split(",")[0] for row in rows] == ["epoch", "0", "1"]
    loaded = keras.models.load_model(folder / "model.keras")
    for mine, its in zip(loaded.get_weights(), found[0]["weights"]):
        np.testing.assert_array_equal(mine, np.float32(its))
    assert not [n for n in os.listdir(folder) if "part" in n]
