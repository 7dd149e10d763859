"""The process that measures one peer: reads a case's name, writes numbers."""

import importlib
import json
import os
import sys

from benchmarks import (
    adapting,
    applications,
    arrays,
    augmenting,
    big_model,
    call_cost,
    importing,
    inference,
    loading,
    measuring,
    optimizing,
    plain,
    reading,
    recurrent,
    training,
)
from benchmarks import peers as peers_module

CORES = 2


def serve(name: str, quick: bool) -> None:
    """Answers cases, one a line, until standard input ends.

    Args:
        name: The peer's name.
        quick: Whether to take a tenth of the data.
    """
    answers = os.fdopen(os.dup(1), "w")
    # Progress is shown, as by default, but not read by anyone.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    _keep_to_cores()
    cases = None
    for line in sys.stdin:
        try:
            cases = cases or cases_of(_peer(name), quick)
            case = cases.get(line.strip(), dict)  # None of it: no numbers.
            answer = case()
        except Exception as error:
            # The table goes on with the other peers.
            answer = {"error": f"{type(error).__name__}: {error}"[:500]}
        print(json.dumps(answer), file=answers, flush=True)


def cases_of(peer: peers_module.Peer, quick: bool) -> dict:
    """Returns functions that take one sample each, by the case's name."""
    if not peer.module:
        return plain.cases(quick)
    keras = _import(peer)
    return {
        **training.cases(keras, quick),
        **inference.cases(keras, quick),
        **loading.cases(keras, quick),
        **adapting.cases(keras, quick),
        **applications.cases(keras, quick),
        **arrays.cases(keras, quick),
        **reading.cases(keras, quick),
        **augmenting.cases(keras, quick),
        **recurrent.cases(keras, quick),
        **optimizing.cases(keras, quick),
        **measuring.cases(keras, quick),
        **big_model.cases(keras, quick),
        **importing.cases(keras),
        **call_cost.cases(keras),
    }


def _peer(name: str) -> peers_module.Peer:
    return next(each for each in peers_module.PEERS if each.name == name)


def _import(peer: peers_module.Peer):
    keras = importlib.import_module(peer.module)
    if not keras.__version__.startswith(peer.version):
        raise ImportError(
            f"{peer.module} here is {keras.__version__}, not {peer.version}x"
        )
    return keras


def _keep_to_cores() -> None:
    if hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))[:CORES]
        os.sched_setaffinity(0, cores)
