"""How many batches a call stands for: several with `steps_per_execution`."""


class BatchCount:
    """Counts the batches of an epoch.

    Attributes:
        last: Number of the batch that ended last; -1 before the first.
    """

    def __init__(self) -> None:
        self.last = -1

    def begin(self, batch: int) -> None:
        """Notes a batch that begins: not the first, after a restart.

        Args:
            batch: Its number.
        """
        self.last = batch - 1

    def end(self, batch: int) -> int:
        """Returns how many batches ended since the last call.

        Args:
            batch: Number of the one that ended.
        """
        taken, self.last = batch - self.last, batch
        return taken
