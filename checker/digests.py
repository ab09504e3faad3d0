"""Digests of the files that a script depends on: which files count, and what stands in them. Decides no verdict."""

from __future__ import annotations

import contextlib
import os
import sysconfig
from collections.abc import Collection, Iterable, Iterator
from hashlib import blake2b
from pathlib import Path


def digests(paths: Collection[str]) -> dict[str, str]:
    """The digests of files by path, "" for one that is not there. Left out is what the cache knows by its version: the
    standard library, this package, SymPy, NumPy, FLINT. For bytecode stands the source it was made of, which is not
    read when the bytecode is.
    """
    places = sysconfig.get_paths()
    packages = tuple(places[k] + os.sep for k in ("purelib", "platlib"))
    own = str(Path(__file__).parent) + os.sep
    known = ("/proc/", "/dev/", own, *(p + n for p in packages for n in ("sympy/", "numpy", "flint/", "mpmath/")))
    library = places["stdlib"] + os.sep
    return {
        p: file_digest(p)
        for p in sorted({_source(p) for p in paths})
        if not p.startswith(known) and (p.startswith(packages) or not p.startswith(library))
    }


def _source(path: str) -> str:
    if path.endswith(".pyc"):
        from importlib.util import source_from_cache  # not above: a cached run has no need of it

        with contextlib.suppress(ValueError):  # bytecode without a source, which is itself what is imported
            return source_from_cache(path)
    return path


def looked_for(name: str, folders: Iterable[str]) -> Iterator[str]:
    """The sources that an import of the name looks for in the folders, up to the one that is there. Whoever adds one
    of the others changes what is imported.
    """
    stem = name.rpartition(".")[2]
    for folder in folders:
        for place in (os.path.join(folder, stem, "__init__.py"), os.path.join(folder, stem + ".py")):
            yield os.path.abspath(place)
            if os.path.exists(place):
                return


def file_digest(path: str) -> str:
    """The digest of a file's content; "" where there is none to read."""
    try:
        return blake2b(Path(path).read_bytes(), digest_size=16).hexdigest()
    except OSError:
        return ""
