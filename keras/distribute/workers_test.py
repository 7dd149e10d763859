"""Two processes of one strategy against one process with the whole batch."""

# bazel: alone=true

import os
import signal

import numpy as np
import pytest
import tensorflow as tf

import keras
from keras.distribute import workers, writing
from keras.testing import cluster, lost_worker_trial
from keras.testing import two_workers_program as program


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("shared")


@pytest.fixture(scope="module")
def found(folder):
    return cluster.Cluster(program.__file__, folder).results()


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    folder = tmp_path_factory.mktemp("alone")
    return program.came_to(program.made(), folder)


@pytest.mark.parametrize("name", ["loss", "evaluate", "weights", "predict"])
def test_two_workers_come_to_what_one_process_does_row_215(found, alone, name):
    for of_worker in found:
        for mine, its in zip(of_worker[name], alone[name], strict=True):
            np.testing.assert_allclose(mine, its, rtol=0, atol=1e-6)


def test_workers_without_a_seed_shuffle_alike_row_215(found):
    assert found[0]["shuffled"] == found[1]["shuffled"]


def test_all_workers_may_save_to_one_path_row_216(found, folder):
    names = {"epoch1.keras", "epoch2.keras", "log.csv", "backup"}
    assert set(os.listdir(folder)) == names | {
        "model.keras",
        "model.weights.h5",
        "by_function.keras",
        "exported",
        "checkpoints",
    }
    assert tf.train.latest_checkpoint(folder / "checkpoints") is not None
    loaded = keras.models.load_model(folder / "model.keras")
    for mine, its in zip(loaded.get_weights(), found[0]["weights"]):
        np.testing.assert_array_equal(mine, np.float32(its))


def test_one_worker_writes_the_log_row_216(found, folder):
    lines = (folder / "log.csv").read_text().splitlines()
    assert [line.split(",")[0] for line in lines] == ["epoch", "0", "1"]


def test_where_the_chief_finds_no_space_all_workers_are_told(found):
    kinds = [of_worker["without_space"] for of_worker in found]
    assert kinds == [["OSError"] * 3, ["RuntimeError"] * 3]


def test_workers_export_statistics_or_are_all_told(found, folder):
    loaded = tf.saved_model.load(folder / "exported")
    served = loaded.serve(tf.ones((2, 40)))
    np.testing.assert_allclose(served, 1 / np.sqrt(1.001), rtol=1e-4)
    kinds = [of_worker["exported"] for of_worker in found]
    assert kinds == ["FileExistsError", "RuntimeError"]
    assert f"Exported to '{folder}/exported'" in found[0]["printed"]
    assert found[1]["printed"] == ""


@pytest.mark.parametrize("kind", ["workers", "mesh"])
def test_processes_go_on_after_one_was_killed(tmp_path, kind):
    lost_worker_trial.run(tmp_path, kind, signal.SIGKILL)


def test_a_strategy_of_one_process_is_its_own_chief(tmp_path):
    strategy = tf.distribute.get_strategy()
    assert workers.is_chief(strategy) and workers.agreed(strategy, 7) == 7
    with writing.by_all(strategy, tmp_path / "file") as path:
        assert path == tmp_path / "file"
