"""The claims of a test run verified: one pool of processes, one cache, every script built and every line examined once.

Judgement and blame are those of the command (`verify`). A claim that a selected one cites is verified too, for what
rests on it is worth no more. Where the run may stop early, or is a part of one (pytest-xdist), a claim is examined when
its turn comes.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from checker import loading
from checker.cache import FOLDER, Cache, CachedPool
from checker.commands.session import builder, needs_fork
from checker.commands.usage import UsageError
from checker.configuration import ConfigurationError, configure
from checker.diagnostics import relative
from checker.loading import Problem
from checker.mutate import Fate, Finding, mutate
from checker.plugin import CHECKING
from checker.plugin.wanted import WANTED
from checker.records import Judgement, Link
from checker.runner import Examiner, Pool, Progress, WorkerError
from checker.script import Claim, DerivationRecord, Place
from checker.selection import with_cited
from checker.settings import Settings
from checker.verify import Checked, Line, verify

AHEAD = 4  # links for each worker that are examined together, where the run may stop at a failure


class Unavailable(Exception):
    """Nothing can be examined or built here; says why."""


class Checking:
    """One a process of pytest, made when the first script is collected. Raises Unavailable for a configuration that is
    wrong.
    """

    def __init__(self, config: pytest.Config) -> None:
        try:
            configuration = configure(start=config.rootpath)
        except ConfigurationError as e:
            raise Unavailable(str(e)) from e
        settings, self.gate = configuration.settings, configuration.gate
        self.warnings: list[str] = []
        self.is_part = hasattr(config, "workerinput")  # by which pytest-xdist marks its processes
        if self.is_part:
            share = settings.workers // int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
            settings = replace(settings, jobs=max(1, share))
        self.settings = settings
        self._reporter: Any = config.pluginmanager.get_plugin("terminalreporter")
        self._wanted = config.stash[WANTED]
        self._pool = Pool(settings.workers)
        cached = not config.option.checker_no_cache
        self._cache = Cache(config.rootpath / FOLDER, self.warnings.append) if cached else None
        self._examiner = _Remembering(self._pool if self._cache is None else CachedPool(self._pool, self._cache))
        self._scripts: dict[Path, Sequence[DerivationRecord | Problem]] = {}
        self._places: dict[str, Place] = {}
        self._lines: dict[str, tuple[Line, ...]] = {}
        config.add_cleanup(self._close)

    @staticmethod
    def of(config: pytest.Config) -> Checking:
        """The one of this process."""
        if CHECKING not in config.stash:
            config.stash[CHECKING] = Checking(config)
        return config.stash[CHECKING]

    def _close(self) -> None:
        self._pool.close()
        if self._cache is not None:
            self._cache.close()

    # ------------------------------------------------------------ scripts

    def script(self, path: Path) -> list[DerivationRecord | Problem]:
        """What the script holds. With the first one, all that will be collected are built, on every core. A
        derivation with the id of one that was collected before is a problem. Raises Unavailable.
        """
        if path not in self._scripts:
            named = self._wanted.given
            found, _ = loading.find([p for p in self._wanted.under_roots() if p.exists()])
            batch = dict.fromkeys([path, *(p for p in found if self._wanted.takes(p, p in named))])
            self._build([p for p in batch if p not in self._scripts])
        return [self._unless_known(item) for item in self._scripts[path]]

    def _build(self, files: Sequence[Path]) -> None:
        try:
            needs_fork()
            built = builder(self._pool, self._cache, self.settings)(files, self.settings.timeout)
        except UsageError as e:
            raise Unavailable(str(e)) from e
        self._scripts.update(zip(files, built, strict=True))

    def _unless_known(self, item: DerivationRecord | Problem) -> DerivationRecord | Problem:
        if isinstance(item, Problem):
            return item
        first = self._places.setdefault(item.id, item.place)
        return item if first == item.place else loading.duplicate(item, replace(first, file=relative(first.file)))

    # ------------------------------------------------------------ claims

    def lines(
        self, record: DerivationRecord, claim: Claim, rest: Sequence[tuple[DerivationRecord, Claim]]
    ) -> tuple[Line, ...]:
        """The lines of the claim as they are judged; `rest` are the claims of the run. Raises Unavailable."""
        if claim.id not in self._lines:
            self._check([(record, claim)] if self.is_part else self._ahead(claim, rest))
        return self._lines[claim.id]

    def check_all(self, claims: Sequence[tuple[DerivationRecord, Claim]]) -> None:
        """Has the lines of all the claims examined together. What goes wrong is said by `lines`."""
        progress, done = self._progress()
        try:
            self._check(claims, progress)
        except Unavailable:
            return
        finally:
            done()

    def accepted_slips(
        self, record: DerivationRecord, claim: Claim, lines: tuple[Line, ...], limit: int | None
    ) -> list[Finding]:
        """Of the slips planted in the lines of a claim, at most `limit`, those that were accepted wrongly."""
        tested = mutate([Checked(record, ((claim, lines),))], self.settings, self._pool, limit)
        return [f for t in tested for f in t.findings if f.fate is Fate.ACCEPTED]

    def _ahead(
        self, claim: Claim, rest: Sequence[tuple[DerivationRecord, Claim]]
    ) -> list[tuple[DerivationRecord, Claim]]:
        """The claim and those that follow it, as many as keep the workers busy."""
        start = next(k for k, (_, c) in enumerate(rest) if c.id == claim.id)
        chosen, size = [], 0
        for record, c in rest[start:]:
            if c.id not in self._lines and size < AHEAD * self.settings.workers:
                chosen.append((record, c))
                size += len(c.steps) + 1
        return chosen

    def _check(self, claims: Sequence[tuple[DerivationRecord, Claim]], progress: Any = None) -> None:
        wanted: dict[str, tuple[DerivationRecord, set[str]]] = {}
        for record, claim in claims:
            wanted.setdefault(record.id, (record, set()))[1].add(claim.id)
        records = [replace(r, claims=with_cited(r, ids)) for r, ids in wanted.values()]
        try:
            checked = verify(records, self.settings, self._examiner, self.gate, progress)
        except WorkerError as e:
            raise Unavailable(str(e)) from e
        self._lines.update((claim.id, lines) for c in checked for claim, lines in c.claims)

    def _progress(self) -> tuple[Any, Any]:
        """What shows how many lines are examined, on a terminal, and what wipes it."""
        reporter = self._reporter
        if reporter is None or not reporter.isatty or reporter.verbosity < 0:
            return None, lambda: None

        def told(done: int, total: int) -> None:
            reporter.rewrite(f"checking derivations: {done} of {total} lines", erase=True)

        return told, lambda: reporter.rewrite("", erase=True)


class _Remembering:
    """An examiner that asks for nothing twice, not even for what no cache keeps: a step that was stopped, say."""

    def __init__(self, examiner: Examiner) -> None:
        self._examiner = examiner
        self._known: dict[tuple[str, Settings], Judgement] = {}

    def examine(
        self,
        links: Sequence[Link],
        settings: Settings,
        progress: Progress | None = None,
        expected: Sequence[float] = (),
    ) -> list[Judgement]:
        """The judgement of every link, in their order."""
        new = [k for k, link in enumerate(links) if (link.key, settings) not in self._known]
        told: Collection[int] = set(range(len(links))) - set(new)
        if progress is not None:
            for k in told:
                progress(k, self._known[links[k].key, settings])

        def known(j: int, judgement: Judgement) -> None:
            if progress is not None:
                progress(new[j], judgement)

        if new:
            found = self._examiner.examine([links[k] for k in new], settings, known)
            self._known.update(((links[k].key, settings), j) for k, j in zip(new, found, strict=True))
        return [self._known[link.key, settings] for link in links]
