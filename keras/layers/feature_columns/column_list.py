"""A list of feature columns: checked, and as plain data."""

from keras.saving.config import registry, trust
from keras.tf_internals import feature_columns

# Arguments of columns that are paths of files.
_PATHS = ("vocabulary_file", "ckpt_to_load_from")


def checked(where: str, given, kind: type) -> list:
    """Returns the columns, sorted by name: the order that outputs have.

    Args:
        where: The layer as a message calls it.
        given: A column, or several.
        kind: The class that each must be of.
    Raises:
        TypeError: If one isn't.
        ValueError: If there is none, or two have one name.
    """
    if isinstance(given, feature_columns.FeatureColumn):
        given = [given]
    is_nest = hasattr(given, "__iter__") and not isinstance(given, (str, dict))
    columns = list(given) if is_nest else [given]
    wrong = [column for column in columns if not isinstance(column, kind)]
    if wrong:
        raise TypeError(
            f"{where}: not all are columns of this kind. Expected a "
            f"{kind.__name__} of tf.feature_column, or a list of such. "
            f"Received: {wrong[0]!r}. Wrap a categorical column in an "
            "`indicator_column` or `embedding_column`."
        )
    names = [column.name for column in columns]
    if not names or len({*names}) < len(names):
        raise ValueError(
            f"{where}: there must be columns, each of a name of its own. "
            f"Expected different names. Received: feature_columns={names}."
        )
    return sorted(columns, key=lambda column: column.name)


def to_config(columns: list) -> list[dict]:
    """Returns the columns as plain data.

    Args:
        columns: What `checked` returned.
    """
    return [feature_columns.serialize(column) for column in columns]


def from_config(where: str, described: list, custom_objects) -> list:
    """Returns the columns that `to_config` described.

    Args:
        where: The layer as a message calls it.
        described: Plain data.
        custom_objects: Names of the caller's own classes and functions.
    Raises:
        ValueError: If a file that isn't trusted names another one.
    """
    paths = [*_paths_in(described)]
    if paths and not trust.may_open_files():
        raise ValueError(
            f"{where}: a column of a file would open another file. Expected "
            f"columns that name none. Received: {paths}. If you trust who "
            "wrote the file, pass `safe_mode=False`."
        )
    known = {
        **registry.get_custom_objects(),
        **registry.scoped_objects(),
        **(custom_objects or {}),
    }
    made: dict = {}
    return [
        feature_columns.deserialize(_with_tuples(one), known, made)
        for one in described
    ]


def _paths_in(value):
    if isinstance(value, (list, tuple)):
        for part in value:
            yield from _paths_in(part)
    if isinstance(value, dict):
        for name, part in value.items():
            if name in _PATHS and part is not None:
                yield f"{name}={part!r}"
            yield from _paths_in(part)


def _with_tuples(value):
    # JSON has lists where columns, which are keys of dicts, have tuples.
    if isinstance(value, dict):
        return {name: _with_tuples(part) for name, part in value.items()}
    if isinstance(value, list):
        return tuple(map(_with_tuples, value))
    return value
