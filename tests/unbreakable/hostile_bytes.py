"""Slips of the disk and of the line: a file's bytes changed without knowing what they mean."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

_OBJECT = re.compile(rb"\d+ 0 obj\b.*?endobj", re.DOTALL)
_NUMBER = re.compile(rb"(?<=[ /\[])\d+(?=[ \]/>\n])")


def flip_bytes(content: bytes, rng: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(rng.choice((1, 3, 10, 100, 1000))):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def truncate(content: bytes, rng: random.Random) -> bytes:
    return content[: rng.randrange(len(content))]


def lose_a_run(content: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(content))
    return content[:start] + content[start + rng.choice((1, 16, 512, 4096)) :]


def zero_a_run(content: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(content))
    length = min(rng.choice((16, 512, 4096, 32768)), len(content) - start)
    return content[:start] + bytes(length) + content[start + length :]


def double_a_run(content: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(content))
    run = content[start : start + rng.choice((16, 512, 4096))]
    return content[:start] + run * 2 + content[start:]


def shuffle_objects(content: bytes, rng: random.Random) -> bytes:
    """Objects change places; the cross-reference table points where they were."""
    found = list(_OBJECT.finditer(content))
    shuffled = [match.group() for match in found]
    rng.shuffle(shuffled)
    return _replaced(content, [match.span() for match in found], shuffled)


def swap_object_bodies(content: bytes, rng: random.Random) -> bytes:
    """Two objects take each other's content: a page becomes a font, a font a length."""
    found = list(_OBJECT.finditer(content))
    if len(found) < 2:
        return content
    first, second = sorted(rng.sample(found, 2), key=lambda match: match.start())
    bodies = [match.group().split(b"obj", 1)[1] for match in (first, second)]
    heads = [match.group().split(b"obj", 1)[0] + b"obj" for match in (first, second)]
    return _replaced(
        content, [first.span(), second.span()], [heads[0] + bodies[1], heads[1] + bodies[0]]
    )


def change_numbers(content: bytes, rng: random.Random) -> bytes:
    """Lengths, counts, references, widths: some become other, huge or negative numbers."""
    found = list(_NUMBER.finditer(content))
    if not found:
        return content
    chosen = sorted(
        rng.sample(found, min(len(found), rng.choice((1, 5, 50)))), key=lambda match: match.start()
    )
    values = [
        str(rng.choice((0, -1, 2**31, 2**63, 10**30, rng.randrange(10**6)))).encode()
        for _ in chosen
    ]
    return _replaced(content, [match.span() for match in chosen], values)


def point_elsewhere(content: bytes, rng: random.Random) -> bytes:
    """`startxref` gives a wrong place."""
    place = str(rng.choice((0, 1, len(content), 10**12, rng.randrange(len(content))))).encode()
    return re.sub(rb"(?<=startxref\n)\d+", place, content)


def prepend_junk(content: bytes, rng: random.Random) -> bytes:
    return rng.randbytes(rng.choice((1, 100, 2000))) + content


def _replaced(content: bytes, spans: list[tuple[int, int]], pieces: list[bytes]) -> bytes:
    out, end = [], 0
    for (start, stop), piece in zip(spans, pieces, strict=True):
        out += [content[end:start], piece]
        end = stop
    return b"".join([*out, content[end:]])


BYTE_MUTATIONS: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "bytes flipped": flip_bytes,
    "truncated": truncate,
    "a run lost": lose_a_run,
    "a run of zeros": zero_a_run,
    "a run doubled": double_a_run,
    "objects shuffled": shuffle_objects,
    "objects' bodies swapped": swap_object_bodies,
    "numbers changed": change_numbers,
    "wrong xref": point_elsewhere,
    "junk in front": prepend_junk,
}
