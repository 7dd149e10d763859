"""Looking into an HDF5 file that somebody else wrote.

Every link is looked at before it is followed. What leads out of the file, or to
no bytes in it, is refused (CVE-2026-1669: external links and storage;
CVE-2026-12480: virtual data sets).
"""

from collections.abc import Callable, Iterator

import h5py
import numpy as np

# Threat: a group inside itself, or a chain without end. The deepest model in
# the tests of Keras has 20 groups over one another.
MAX_DEPTH = 100
MAX_GROUPS = 1_000_000

# Filters that come with HDF5. Any other would load a plug-in.
_FILTERS = frozenset(
    {
        h5py.h5z.FILTER_DEFLATE,
        h5py.h5z.FILTER_SHUFFLE,
        h5py.h5z.FILTER_FLETCHER32,
    }
)


def groups_named(
    file: h5py.File,
    name: str,
    is_one: Callable[[h5py.Group], bool] = lambda group: True,
) -> Iterator[tuple[str, h5py.Group]]:
    """Yields `(path of the parent, group)` for all groups of this name.

    Nothing is looked for inside of one.

    Args:
        file: The file.
        name: The groups' name.
        is_one: Tells whether one of that name is one, and not any other group.
    Raises:
        ValueError: If a link leads out, or groups are nested without end.
    """

    def is_wanted(key: str, group: h5py.Group) -> bool:
        return key == name and is_one(group)

    for path, key, member in _members_in(file, is_wanted):
        if isinstance(member, h5py.Group) and is_wanted(key, member):
            yield path, member


def _members_in(
    top: h5py.Group, is_end: Callable[[str, h5py.Group], bool]
) -> Iterator[tuple[str, str, h5py.Group | h5py.Dataset | None]]:
    """Yields path of the parent, key and member of all in a group, deeply."""
    waiting = [("", top, (_address(top),))]
    num_groups = 0
    while waiting:
        path, group, above = waiting.pop()
        num_groups += 1
        if len(above) > MAX_DEPTH or num_groups > MAX_GROUPS:
            raise ValueError(
                f"its groups are nested too deeply at {path[:80]!r}. Expected "
                f"at most {MAX_DEPTH} levels and {MAX_GROUPS:,} groups."
            )
        for key, address in sorted(_links(group).items(), reverse=True):
            inner = _opened(group, key)
            if isinstance(inner, h5py.Group):
                if address in above:
                    raise ValueError(
                        f"group {inner.name[:80]!r} is inside itself. Expected "
                        "a tree of groups."
                    )
                if not is_end(key, inner):
                    below = f"{path}/{key}" if path else key
                    waiting.append((below, inner, (*above, address)))
            yield path, key, inner


def is_plain(path: str) -> bool:
    """Tells whether a path leads to what HDF5 makes under it, and no other.

    Args:
        path: Names with '/' between them.
    """
    # HDF5 ends a name at a zero, and takes '.' for the group itself.
    return "\0" not in path and not {"", "."} & set(path.split("/"))


def at(group: h5py.Group, path: str) -> h5py.Group | h5py.Dataset | None:
    """Returns what a path leads to, link by link; None where nothing is.

    To HDF5 '.' and nothing between slashes are the group itself, and '..' is a
    name as any other: older packages have such names of variables in files. A
    path of no name at all leads to nothing: no package could have written a
    layer or an array there.

    Args:
        group: Where it begins.
        path: Names with '/' between them.
    Raises:
        ValueError: If a link leads out.
    """
    found: h5py.Group | h5py.Dataset | None = group
    names = [name for name in path.split("/") if name not in ("", ".")]
    if not names:
        return None
    for name in names:
        if not isinstance(found, h5py.Group):
            return None
        if not found.id.links.exists(name.encode()):
            return None
        kind = found.id.links.get_info(name.encode()).type
        _require_inside(found, name, kind)
        found = _opened(found, name)
    return found


def group_at(file: h5py.Group, name: str) -> h5py.Group | None:
    """Returns the group of a name at the top of a file; None without one.

    Raises:
        ValueError: If a link leads out.
    """
    found = at(file, name)
    return found if isinstance(found, h5py.Group) else None


def datasets(group: h5py.Group) -> Iterator[tuple[str, h5py.Dataset]]:
    """Yields `(key, data set)` for the data sets in a group, at any depth.

    A key is names with '/' between them, as those of users' arrays may be.

    Raises:
        ValueError: If one's bytes aren't in the file, or need a plug-in; or as
            of `groups_named`.
    """
    known: set = set()

    def is_known(key: str, inner: h5py.Group) -> bool:
        # Threat: groups that lead to one another in very many ways.
        address = _address(inner)
        was_known = address in known
        known.add(address)
        return was_known

    found = {
        f"{path}/{key}" if path else key: member
        for path, key, member in _members_in(group, is_known)
        if isinstance(member, h5py.Dataset)
    }
    for key, member in sorted(found.items()):
        check(member)
        yield key, member


def _links(group: h5py.Group) -> dict[str, int]:
    """Returns the keys of a group, and the addresses that they lead to.

    Raises:
        ValueError: If one leads out, or has a damaged name.
    """
    found: list[tuple[bytes, int, int]] = []
    # Asked for one by one, links take a third of the time of listing a file.
    group.id.links.iterate(
        lambda name, link: found.append((name, link.type, link.u)), info=True
    )
    addresses = {}
    for name, kind, address in found:
        try:
            key = name.decode()
        except UnicodeDecodeError as error:
            raise ValueError(
                f"a name in {group.name[:80]!r} is damaged. Expected UTF-8."
            ) from error
        # Threat: HDF5 can't make a link of such a name, and would follow it
        # over others that nobody looked at, as those that lead out.
        if not is_plain(key) or "/" in key:
            raise ValueError(
                f"a name in {group.name[:80]!r} is damaged. Expected one "
                f"without slashes that isn't '.'. Received: {key[:80]!r}."
            )
        _require_inside(group, key, kind)
        addresses[key] = address
    return addresses


def _require_inside(group: h5py.Group, key: str, kind: int) -> None:
    """Raises `ValueError` if a link leads elsewhere than into its file."""
    if kind != h5py.h5l.TYPE_HARD:
        received = type(group.get(key, getlink=True)).__name__
        raise ValueError(
            f"{key[:80]!r} in {group.name[:80]!r} leads elsewhere. Expected "
            f"data in the file. Received: a {received}."
        )


def _opened(group: h5py.Group, key: str) -> h5py.Group | h5py.Dataset | None:
    """Returns what stands under a key; None for a named type."""
    name = key.encode()
    kind = h5py.h5g.get_objinfo(group.id, name).type
    # `group[key]` asks for the mode of the file too: three times the time.
    if kind == h5py.h5g.DATASET:
        return h5py.Dataset(h5py.h5d.open(group.id, name), readonly=True)
    is_group = kind == h5py.h5g.GROUP
    return h5py.Group(h5py.h5g.open(group.id, name)) if is_group else None


def check(dataset: h5py.Dataset) -> None:
    """Raises `ValueError` unless an array's bytes are in the file, unpacked.

    Args:
        dataset: One of a file.
    """
    properties = dataset.id.get_create_plist()
    layout = properties.get_layout()
    if layout == h5py.h5d.VIRTUAL or properties.get_external_count():
        raise ValueError(
            f"the values of {dataset.name[:80]!r} are in another file. "
            "Expected data in the file."
        )
    filters = {
        properties.get_filter(index)[0]
        for index in range(properties.get_nfilters())
    }
    if filters - _FILTERS:
        raise ValueError(
            f"{dataset.name[:80]!r} is packed in a way that needs a plug-in. "
            f"Expected gzip at most. Received: filters={sorted(filters)}."
        )
    if dataset.shape is None:
        raise ValueError(
            f"{dataset.name[:80]!r} has no shape. Expected an array."
        )


def numpy_type(stored) -> np.dtype:
    """Returns the type of a data set or an attribute.

    Args:
        stored: It, opened.
    Raises:
        ValueError: If NumPy has no such type.
    """
    try:
        return stored.dtype
    except TypeError as error:
        raise ValueError(
            f"it has a type that no array has. Received: {error}."
        ) from error


def _address(group: h5py.Group) -> int:
    return h5py.h5o.get_info(group.id).addr
