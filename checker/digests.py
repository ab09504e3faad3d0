"""Digests of the files that a script depends on: which files count, and what stands in them. Decides no verdict."""

from __future__ import annotations

import os
import sysconfig
from collections.abc import Collection
from hashlib import blake2b
from pathlib import Path


def digests(paths: Collection[str]) -> dict[str, str]:
    """The digests of files by path, "" for one that is not there. Left out is what the cache knows by its version: the
    standard library, this package, SymPy, NumPy, FLINT; and bytecode, whose source stands beside it.
    """
    places = sysconfig.get_paths()
    packages = tuple(places[k] + os.sep for k in ("purelib", "platlib"))
    own = str(Path(__file__).parent) + os.sep
    known = ("/proc/", "/dev/", own, *(p + n for p in packages for n in ("sympy/", "numpy", "flint/", "mpmath/")))
    library = places["stdlib"] + os.sep
    return {
        p: file_digest(p)
        for p in sorted(paths)
        if not p.endswith(".pyc") and not p.startswith(known) and (p.startswith(packages) or not p.startswith(library))
    }


def file_digest(path: str) -> str:
    """The digest of a file's content; "" where there is none to read."""
    try:
        return blake2b(Path(path).read_bytes(), digest_size=16).hexdigest()
    except OSError:
        return ""
