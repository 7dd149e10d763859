"""What the processes of a strategy agree on, and which is the first.

Of a mesh, too, whose first process is the chief. One process is its own chief,
and agrees with itself.
"""

import hashlib
import weakref

import numpy as np
import tensorflow as tf

from keras.distribute import lost_worker, placement

_OF_WORKERS = tf.distribute.MultiWorkerMirroredStrategy


class Team:
    """The processes that take the same steps: this one alone.

    Attributes:
        index: Number of this process, from 0; the first writes files. -1 for
            one that only looks on, as an evaluator.
        count: How many processes there are.
    """

    index = 0
    count = 1

    def summed(self, numbers: np.ndarray) -> np.ndarray:
        """Returns sums over the processes, all of which have to ask.

        Args:
            numbers: Integers of 64 bits, equally many in each process.
        """
        return numbers

    def rows(self, numbers: list[int]) -> list[list[int]]:
        """Returns what each process says, in their order; all have to ask.

        Args:
            numbers: Integers of 64 bits, equally many in each process.
        """
        own = np.zeros((self.count, len(numbers)), np.int64)
        own[self.index] = numbers
        return self.summed(own.ravel()).reshape(own.shape).tolist()

    def check_shapes(self, kinds: str) -> None:
        """Looks whether all processes have values of the same shapes.

        Args:
            kinds: The shapes and types, as text; all have to ask.
        Raises:
            ValueError: If these are others in another process.
        """
        if self.count > 1:
            told = self.rows([fingerprint(kinds.encode())])
            self._refuse_others(kinds, [number for (number,) in told])

    def of_first(self, value: np.ndarray) -> np.ndarray:
        """Returns the first process's array; all have to ask.

        Its bytes are sent only where it isn't the same everywhere.

        Args:
            value: An array of one shape and type in each process.
        Raises:
            ValueError: If it has another shape or type in another process.
        """
        if self.count == 1 or value.dtype.hasobject:
            return value
        sent = np.ascontiguousarray(value).tobytes()
        kind = f"shape={value.shape}, dtype={value.dtype}"
        told = self.rows([fingerprint(sent), fingerprint(kind.encode())])
        if all(each == told[0] for each in told):
            return value
        self._refuse_others(kind, [each[1] for each in told])
        padded = sent + bytes(-len(sent) % 8)
        words = np.frombuffer(padded, np.int64)
        first = self.summed(words if self.index == 0 else words * 0)
        found = np.frombuffer(first.tobytes()[: len(sent)], value.dtype)
        return found.reshape(value.shape)

    def _refuse_others(self, own: str, told: list[int]) -> None:
        others = [n for n, each in enumerate(told) if each != told[0]]
        if others:
            raise ValueError(
                "Processes that take the same steps: values are of different "
                "shapes or types. Expected the first process's. Received: "
                f"{own} in process {self.index}; those that differ from the "
                f"first are {others}. Give all the same batches, with one seed."
            )


class _Workers(Team):
    """The workers of a strategy."""

    def __init__(self, strategy: tf.distribute.Strategy) -> None:
        resolver = strategy.cluster_resolver
        tasks = _tasks(resolver.cluster_spec())
        own = resolver.task_type, resolver.task_id
        self.count = len(tasks)
        self.index = tasks.index(own) if own in tasks else -1
        self._strategy = weakref.ref(strategy)
        self._sum = tf.function(self._summed, autograph=False)

    def summed(self, numbers: np.ndarray) -> np.ndarray:
        """Returns sums over the workers; see `Team.summed`."""
        with lost_worker.told():
            return self._sum(tf.constant(numbers, tf.int64)).numpy()

    def _summed(self, numbers: tf.Tensor) -> tf.Tensor:
        strategy = self._strategy()
        found = strategy.run(self._of_replica, args=(numbers,))
        return strategy.experimental_local_results(found)[0]

    def _of_replica(self, numbers: tf.Tensor) -> tf.Tensor:
        context = tf.distribute.get_replica_context()
        local = context.replica_id_in_sync_group
        local %= context.num_replicas_in_sync // self.count
        numbers = tf.where(tf.equal(local, 0), numbers, 0)
        return context.all_reduce(tf.distribute.ReduceOp.SUM, numbers)


def _tasks(cluster: tf.train.ClusterSpec) -> list[tuple[str, int]]:
    """Returns the processes that train, the chief first."""
    return [
        (kind, number)
        for kind in ("chief", "worker")
        if kind in cluster.jobs
        for number in cluster.task_indices(kind)
    ]


ALONE = Team()
_teams: weakref.WeakKeyDictionary = weakref.WeakKeyDictionary()


def of(strategy) -> Team:
    """Returns the processes that a strategy joins.

    Args:
        strategy: A `tf.distribute` strategy, a mesh's, or None.
    """
    if strategy is None:
        return ALONE
    if not placement.is_in_graph(strategy):
        return strategy.team
    if not isinstance(strategy, _OF_WORKERS):
        return ALONE
    if strategy not in _teams:
        found = _Workers(strategy)
        _teams[strategy] = found if found.count > 1 else ALONE
    return _teams[strategy]


def are_several(strategy) -> bool:
    """Tells whether other processes take the same steps as this one."""
    return of(strategy).count > 1


def is_chief(strategy) -> bool:
    """Tells whether this process is the one that writes files."""
    return of(strategy).index == 0


def agreed(strategy, number: int) -> int:
    """Returns the chief's number on every worker, which all have to ask for.

    Args:
        strategy: The strategy.
        number: What this worker would take, of 64 bits.
    """
    if not are_several(strategy):
        return number
    return summed(strategy, number if is_chief(strategy) else 0)


def any_of(strategy, is_so: bool) -> bool:
    """Tells whether it's so on any worker; all of them have to ask."""
    return summed(strategy, int(is_so)) > 0 if are_several(strategy) else is_so


def rows(strategy, numbers: list[int]) -> list[list[int]]:
    """Returns what each worker says, the chief first; all have to ask.

    Args:
        strategy: The strategy.
        numbers: Of 64 bits, equally many on each worker.
    """
    return of(strategy).rows(numbers)


def of_chief(strategy, values: np.ndarray) -> np.ndarray:
    """Returns the chief's array on every worker; all have to ask.

    Args:
        strategy: The strategy.
        values: An array of one shape and type on each worker.
    """
    return of(strategy).of_first(values)


def stop(model) -> bool:
    """Tells whether training is to stop; all workers have to ask.

    Where one of them set `stop_training`, the others have it set, too.

    Args:
        model: The model that is trained.
    """
    stops = any_of(model.distribute_strategy, bool(model.stop_training))
    if stops:
        model.stop_training = True
    return stops


def fingerprint(content: bytes) -> int:
    """Returns a number of 56 bits by which contents are told apart."""
    digest = hashlib.blake2b(content, digest_size=7).digest()
    return int.from_bytes(digest, "little")


def summed(strategy, number: int) -> int:
    """Returns the sum of the workers' numbers; all have to ask.

    Args:
        strategy: The strategy.
        number: Of 64 bits.
    """
    return int(of(strategy).summed(np.array([number], np.int64))[0])
