"""What earlier runs found, kept in one SQLite file, so that what has not changed is not examined or executed again.

An entry is found by content alone: a judgement by its link, the settings that have a meaning, and the engine (digest of
the package's source; versions of Python, SymPy, NumPy, FLINT); a script's records by its text, path, search path and
the engine, and only while every file that it read has the digest it had. Time stamps are never looked at. Kept are
verdicts reached in full: no timeout, no error, nothing interrupted, no script with a problem.

Entries are JSON and carry a digest of themselves; one that does not fit it, or does not decode, is as good as absent.
A file that is damaged or that another program made is set aside with a warning; a file that cannot be written costs
the cache and nothing else. Write-ahead logging makes it safe under concurrent runs and under `kill -9`.

It trusts those who may write to the directory as much as the scripts themselves. It decides no verdict.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache as once
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from checker.digests import file_digest
from checker.records import Judgement, Link, Verdict
from checker.runner import Examiner, Progress
from checker.script import DerivationRecord
from checker.settings import Settings
from checker.shelf import pack_judgement, pack_records, unpack_judgement, unpack_records
from checker.wire_records import Item

FOLDER = Path(".checker_cache")
NAME = "cache.sqlite3"
APPLICATION = 0x43686B72  # "Chkr", in the file's header
FORMAT = 1
AT_ONCE = 500  # keys in one query
BUSY = 10.0  # seconds to wait for another run's write
NOT_THE_ENGINE = (  # they change no verdict, no record
    "report", "commands", "plugin", "topics", "asserting.py", "cli.py", "codes.py", "configuration.py", "documents.py",
    "__main__.py",
)  # fmt: skip

#: Says something to the user.
Warn = Callable[[str], None]


@once
def engine_digest() -> str:
    """A digest of all that may change a verdict beside the link and the settings."""
    h = blake2b(digest_size=16)
    root = os.path.dirname(os.path.abspath(__file__))
    for place, path in sorted(_sources(root, "")):
        with open(path, "rb") as source:
            h.update(repr((place, blake2b(source.read()).hexdigest())).encode())
    found = [sys.version, os.uname().machine if hasattr(os, "uname") else sys.platform]
    h.update(repr([*found, *_versions()]).encode())
    return h.hexdigest()


def _sources(folder: str, below: str) -> Iterator[tuple[str, str]]:
    """The modules of the package that count: place in the package, path."""
    with os.scandir(folder) as entries:
        for e in entries:
            if not below and e.name in NOT_THE_ENGINE:
                continue
            if e.is_dir():
                yield from _sources(e.path, f"{below}{e.name}/")
            elif e.name.endswith(".py"):
                yield below + e.name, e.path


def _versions() -> list[str]:
    """Those of the libraries, as pip names the folder that stands beside each; of others by `importlib.metadata`,
    whose import alone takes a tenth of a cached run.
    """
    found: dict[str, list[str]] = {}
    for folder in sys.path:
        with contextlib.suppress(OSError):
            for name in sorted(os.listdir(folder or ".")):
                if name.endswith((".dist-info", ".egg-info")):
                    package, _, version = name.rpartition(".")[0].partition("-")
                    found.setdefault(package.lower().replace("_", "-"), []).append(version)
    names = ("sympy", "python-flint", "numpy", "mpmath")
    return [" ".join(found.get(name, ())) or _version(name) for name in names]


def _version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return ""


class Cache:
    """The file under `folder`. Every method works, and remembers nothing, when the file cannot be used."""

    def __init__(self, folder: Path = FOLDER, warn: Warn = lambda text: None) -> None:
        self.folder, self.path, self.warn = folder, folder / NAME, warn
        self._connection: sqlite3.Connection | None = None
        self._connection = self._open()

    def close(self) -> None:
        """Ends the use of the file."""
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None

    def judgement(self, link: Link, settings: Settings) -> Judgement | None:
        """What was found of an equal link under the same settings by the same engine."""
        return self.judgements([link.key], settings).get(link.key)

    def judgements(self, keys: Collection[str], settings: Settings) -> dict[str, Judgement]:
        """What was found of links under the same settings by the same engine, by the keys of the links."""
        known = {_judgement_key(key, settings): key for key in dict.fromkeys(keys)}
        found: dict[str, Judgement] = {}
        for name, data in self._get_all(known):
            with contextlib.suppress(ValueError):
                found[known[name]] = unpack_judgement(data)
        return found

    def keep_judgement(self, link: Link, settings: Settings, judgement: Judgement) -> None:
        """Remembers a judgement that was reached in full, and how long it took."""
        key = link.key
        entries: dict[str, Any] = {f"time:{key}": judgement.seconds}
        if judgement.verdict not in (Verdict.TIMEOUT, Verdict.ERROR) and not judgement.interrupted:
            entries[_judgement_key(key, settings)] = pack_judgement(judgement)
        self._put(entries)

    def seconds(self, keys: Collection[str]) -> dict[str, float]:
        """How long links took when they were last examined, by whatever engine; by their keys."""
        found = self._get_all([f"time:{key}" for key in keys])
        return {name.removeprefix("time:"): data for name, data in found if isinstance(data, float)}

    def records(self, file: Path) -> list[DerivationRecord] | None:
        """What a script held, if neither it nor a file that it read has changed since."""
        data = self._get(script_key(file))
        if not isinstance(data, dict) or not isinstance(files := data.get("files"), dict):
            return None
        if any(file_digest(path) != digest for path, digest in files.items()):
            return None
        with contextlib.suppress(ValueError):
            return unpack_records(data.get("records", ()))
        return None

    def keep_records(self, file: Path, key: str, items: Sequence[Item], files: Mapping[str, str] | None) -> None:
        """Remembers what a script holds, unless something was wrong with it or it must always be run. `key` is that
        of the text before it ran.
        """
        records = [i for i in items if isinstance(i, DerivationRecord)]
        if files is not None and 0 < len(records) == len(items) and key == script_key(file):
            self._put({key: {"files": dict(files), "records": pack_records(records)}})

    def failed(self) -> frozenset[str]:
        """The claims that missed the bar when they were last checked."""
        data = self._get("failed")
        return frozenset(x for x in data if isinstance(x, str)) if isinstance(data, list) else frozenset()

    def keep_failed(self, checked: Iterable[str], failed: Iterable[str]) -> None:
        """Remembers which of the checked claims missed the bar."""
        before = self.failed()
        after = (before - set(checked)) | set(failed)
        if after != before:
            self._put({"failed": sorted(after)})

    # ------------------------------------------------------------ the file

    def _open(self) -> sqlite3.Connection | None:
        for _ in range(2):
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
                ignore = self.folder / ".gitignore"
                if not ignore.exists():
                    ignore.write_text("*\n")
                return self._connect()
            except _Foreign as e:
                self._set_aside(str(e))
            except (sqlite3.Error, OSError) as e:
                if not _damaged(e):
                    self.warn(f"the cache {self.path} cannot be used, so every step is examined: {e}")
                    return None
                self._set_aside(str(e))
        return None

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=BUSY, isolation_level=None, check_same_thread=False)
        try:
            if connection.execute("PRAGMA application_id").fetchone() != (APPLICATION,):
                connection.execute("BEGIN IMMEDIATE")
                made = connection.execute("PRAGMA application_id").fetchone() == (APPLICATION,)
                if not made and connection.execute("SELECT count(*) FROM sqlite_master").fetchone() != (0,):
                    raise _Foreign("another program made it")
                if not made:
                    connection.execute("CREATE TABLE entry (key TEXT PRIMARY KEY, digest BLOB, value TEXT)")
                    connection.execute(f"PRAGMA application_id = {APPLICATION}")
                    connection.execute(f"PRAGMA user_version = {FORMAT}")
                connection.execute("COMMIT")
            if connection.execute("PRAGMA user_version").fetchone() != (FORMAT,):
                raise _Foreign("another version of the checker made it")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("SELECT key, digest, value FROM entry LIMIT 1").fetchone()
        except BaseException:
            connection.close()
            raise
        return connection

    def _set_aside(self, why: str) -> None:
        self.close()
        number = next(k for k in range(1, 10_000) if not (self.folder / f"set-aside-{k}.sqlite3").exists())
        aside = self.folder / f"set-aside-{number}.sqlite3"
        self.warn(f"the cache {self.path} was set aside as {aside.name}: {why}")
        for suffix in ("-wal", "-shm", ""):  # a log left behind would be replayed into the next file
            with contextlib.suppress(OSError):
                os.replace(f"{self.path}{suffix}", f"{aside}{suffix}")

    def _fault(self, e: sqlite3.Error) -> None:
        if _damaged(e):
            self._set_aside(str(e))
            self._connection = self._open()
        elif _code(e) not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            self.warn(f"the cache {self.path} is no longer used: {e}")
            self.close()

    def _get(self, key: str) -> Any:
        return next((data for _, data in self._get_all([key])), None)

    def _get_all(self, keys: Collection[str]) -> Iterator[tuple[str, Any]]:
        """The entries that are there and as they were written, in no particular order."""
        wanted = list(keys)
        for start in range(0, len(wanted), AT_ONCE):
            some = wanted[start : start + AT_ONCE]
            marks = ",".join("?" * len(some))
            for key, digest, text in self._rows(f"SELECT key, digest, value FROM entry WHERE key IN ({marks})", some):
                if isinstance(text, str) and digest == _seal(key, text):
                    with contextlib.suppress(ValueError, RecursionError):
                        yield key, json.loads(text)

    def _rows(self, query: str, values: Sequence[str]) -> Sequence[Any]:
        if self._connection is None:
            return ()
        try:
            return self._connection.execute(query, values).fetchall()
        except sqlite3.Error as e:
            self._fault(e)
            return ()

    def _put(self, entries: Mapping[str, Any]) -> None:
        if self._connection is None:
            return
        texts = [(key, json.dumps(value, separators=(",", ":"))) for key, value in entries.items()]
        rows = [x for key, text in texts for x in (key, _seal(key, text), text)]
        marks = ",".join(["(?, ?, ?)"] * len(texts))
        try:
            self._connection.execute(f"INSERT OR REPLACE INTO entry VALUES {marks}", rows)
        except sqlite3.Error as e:
            self._fault(e)


class _Foreign(Exception):
    """The file is sound, but not a cache of this format."""


def _code(e: BaseException) -> int:
    return getattr(e, "sqlite_errorcode", 0) & 0xFF


def _damaged(e: BaseException) -> bool:
    if _code(e) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return True
    return _code(e) == sqlite3.SQLITE_ERROR and "no such" in str(e)  # the table or a column


def _seal(key: str, text: str) -> bytes:
    return blake2b(f"{key}\0{text}".encode(), digest_size=16).digest()


def _judgement_key(link: str, settings: Settings) -> str:
    return "link:" + blake2b(f"{link}\0{engine_digest()}\0{_meaning(settings)}".encode(), digest_size=16).hexdigest()


@lru_cache(maxsize=16)
def _meaning(settings: Settings) -> str:
    return json.dumps([settings.meaning, settings.explain, settings.mend], sort_keys=True)


def script_key(file: Path) -> str:
    """What the records of the script are known by: its text as it stands now, its path, the engine."""
    h = blake2b(engine_digest().encode(), digest_size=16)
    h.update(repr((str(file), str(file.resolve()), sys.path)).encode())
    with contextlib.suppress(OSError):
        h.update(file.read_bytes())
    return "script:" + h.hexdigest()


def clean(folder: Path = FOLDER) -> int:
    """Removes the cache and what was set aside; answers how many files went. Other files in the folder stay."""
    gone = 0
    for path in [*folder.glob(f"{NAME}*"), *folder.glob("set-aside-*"), folder / ".gitignore"]:
        if path.is_file():
            path.unlink(missing_ok=True)
            gone += 1
    with contextlib.suppress(OSError):
        folder.rmdir()
    return gone


class CachedPool:
    """A pool that asks the cache first, and examines equal links once. `hits` of the links `asked` for were known."""

    def __init__(self, pool: Examiner, cache: Cache) -> None:
        self.pool, self.cache = pool, cache
        self.hits = self.asked = 0

    def examine(
        self,
        links: Sequence[Link],
        settings: Settings,
        progress: Progress | None = None,
        expected: Sequence[float] = (),
    ) -> list[Judgement]:
        """The judgement of every link, in their order."""
        self.asked += len(links)
        keys = [link.key for link in links]
        known = self.cache.judgements(keys, settings)
        found: dict[int, Judgement] = {}
        same: dict[str, list[int]] = {}
        for k, key in enumerate(keys):
            if key not in known:
                same.setdefault(key, []).append(k)
                continue
            self.hits += 1
            found[k] = known[key]
            if progress is not None:
                progress(k, found[k])
        groups = list(same.values())

        def told(j: int, judgement: Judgement) -> None:
            self.cache.keep_judgement(links[groups[j][0]], settings, judgement)
            for k in groups[j]:
                found[k] = judgement
                if progress is not None:
                    progress(k, judgement)

        if groups:
            times = self.cache.seconds(same)
            expected = [times.get(key, float("inf")) for key in same]  # of the unknown, any may be the longest
            self.pool.examine([links[group[0]] for group in groups], settings, told, expected)
        return [found[k] for k in range(len(links))]
