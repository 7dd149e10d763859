"""What reading a packed array of an HDF5 file takes beside its own bytes.

HDF5 unpacks a chunk whole: of whatever size it's declared to be, and, as gzip
doesn't say how much comes out, of whatever size comes out.
"""

import math
import zlib

import h5py

# Threat: a chunk of gigabytes for an array of a few numbers. Margin: h5py makes
# chunks of at most 1 MB by itself, and larger ones only of larger arrays.
MOST = 4 * 2**20
_STEP = 2**20


def require_bounded(dataset: h5py.Dataset) -> None:
    """Raises `ValueError` if an array's chunks unpack to more than they should.

    Args:
        dataset: One of a file, its links and filters looked at.
    """
    properties = dataset.id.get_create_plist()
    if properties.get_layout() != h5py.h5d.CHUNKED:
        return
    width = dataset.id.get_type().get_size()
    num_bytes = math.prod(properties.get_chunk()) * width
    allowed = max(MOST, math.prod(dataset.shape) * width)
    if num_bytes > allowed:
        raise _too_large(dataset, allowed, f"{num_bytes:,}")
    filters = [
        properties.get_filter(index)[0]
        for index in range(properties.get_nfilters())
    ]
    if h5py.h5z.FILTER_DEFLATE not in filters:
        return
    if set(filters[filters.index(h5py.h5z.FILTER_DEFLATE) + 1 :]) - {
        h5py.h5z.FILTER_FLETCHER32
    }:
        raise ValueError(
            f"{dataset.name[:80]!r} is packed twice. Expected gzip at most. "
            f"Received: filters={filters}."
        )
    places: list[tuple] = []
    dataset.id.chunk_iter(lambda chunk: places.append(chunk.chunk_offset))
    for place in places:
        _, packed = dataset.id.read_direct_chunk(place)
        if _unpacks_to_more(packed, num_bytes):
            raise _too_large(dataset, num_bytes, "more than that")


def _unpacks_to_more(packed: bytes, most: int) -> bool:
    unpacker = zlib.decompressobj()
    found = 0
    try:
        while packed and not unpacker.eof and found <= most:
            found += len(unpacker.decompress(packed, _STEP))
            packed = unpacker.unconsumed_tail
    except zlib.error:
        return False  # It isn't packed, or damaged, which HDF5 tells.
    return found > most


def _too_large(dataset: h5py.Dataset, most: int, found: str) -> ValueError:
    return ValueError(
        f"a part of {dataset.name[:80]!r} would take more than the array. "
        f"Expected at most {most:,} bytes. Received: {found}."
    )
