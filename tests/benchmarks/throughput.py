"""How fast the runner is, in Markdown: `python tests/benchmarks/throughput.py [--links N] [--repeat N] [--only TABLE]`.

Two tables. Generated links in one run: throughput with one process and with two, processor time a link, memory of the
parent after every tenth of them. Then every shipped derivation: a run from nothing against runs in which all is known,
as wall and processor time, least and median, and what the cached run imported.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(ROOT), str(HERE)]

from checker.domains import Scalar  # noqa: E402
from checker.graph import add, mul, power, rat, sym  # noqa: E402
from checker.records import Judgement, Link, Verdict  # noqa: E402
from checker.runner import Pool  # noqa: E402
from checker.settings import Settings  # noqa: E402


def link(n: int) -> Link:
    """(x + n)² = x² + 2nx + n²: about the smallest that there is, so that what is measured is the runner."""
    x = sym("x")
    return Link(power(add(x, rat(n)), 2), "=", add(power(x, 2), mul(rat(2 * n), x), rat(n * n)), (("x", Scalar()),))


def resident() -> float:
    """MiB that this process holds in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 2**20


def many(count: int, jobs: int) -> list[str]:
    """One row of the table: so many links in one run."""
    links = [link(n) for n in range(1, count + 1)]
    marks: list[float] = []
    done = 0

    def progress(k: int, judgement: Judgement) -> None:
        nonlocal done
        done += 1
        if done % max(1, count // 10) == 0:
            marks.append(resident())

    with Pool(jobs) as pool:
        pool.examine(links[:1], Settings())
        before, begin, own = resident(), time.monotonic(), time.process_time()
        found = pool.examine(links, Settings(), progress)
        wall, own = time.monotonic() - begin, time.process_time() - own
    assert all(j.verdict is Verdict.PROVED for j in found)
    each = (marks[-1] - marks[0]) / (0.9 * count) * 1024
    memory = " ".join(f"{m:.0f}" for m in (before, *marks))
    inner = 1000 * sum(j.seconds for j in found) / count
    return [f"{jobs}", f"{count}", f"{wall:.1f} s", f"{count / wall:.0f}", f"{1000 * wall * jobs / count:.1f} ms",
            f"{inner:.1f} ms", f"{1000 * own / count:.2f} ms", memory, f"{each:.1f} KiB"]  # fmt: skip


def generated(count: int, jobs: Sequence[int]) -> str:
    """The first table."""
    head = ["processes", "links", "wall", "links a second", "wall a link and process", "of it in the step's process",
            "processor time of the parent a link", "MiB of the parent: before, and after every tenth",
            "its growth a link"]  # fmt: skip
    return table(head, [many(count, j) for j in jobs])


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---:"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def timed(command: Sequence[str], folder: Path, environment: dict[str, str]) -> tuple[float, float]:
    """Wall and processor seconds of a command, children included."""
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
    wall, after = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def cached(repeat: int) -> str:
    """The second table. Bytecode is written first, as an installation does."""
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONDONTWRITEBYTECODE", "FORCE_COLOR")}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("checker", "derivations"):
            shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "pyproject.toml", folder)
        environment["PYTHONPATH"] = str(folder)
        command = [sys.executable, "-m", "checker", "run"]
        subprocess.run([sys.executable, "-m", "compileall", "-q", "checker"], cwd=folder, env=environment, check=True)
        cold = timed(command, folder, environment)
        warm = [timed(command, folder, environment) for _ in range(repeat)]
        bare = [timed([sys.executable, "-c", "pass"], folder, environment) for _ in range(repeat)]
        code = (
            "import sys; from checker import cli; cli.main(['run']); "
            "print(len(sys.modules), sorted({'sympy', 'flint', 'numpy', 'mpmath', 'rich'} & set(sys.modules)), "
            "file=sys.stderr)"
        )
        command = [sys.executable, "-c", code]
        subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)  # its search path is new
        said = subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True).stderr
    rows = [
        ["from nothing", *(f"{x:.1f} s" for x in (cold[0], cold[0], cold[1], cold[1]))],
        ["all known", *_row(warm)],
        ["`python -c pass`", *_row(bare)],
    ]
    ratio = cold[0] / min(w for w, _ in warm)
    head = ["run", "wall, least", "wall, median", "processor, least", "processor, median"]
    return table(head, rows) + (
        f"\n\nAll known is {ratio:.0f} times as fast as from nothing, by least wall time of {repeat} runs. "
        f"What it said at the end: {'; '.join(said.strip().splitlines())} (modules imported, and which of the large)."
    )


def _row(runs: Sequence[tuple[float, float]]) -> list[str]:
    walls, cpus = zip(*runs, strict=True)
    return [f"{1000 * f(x):.0f} ms" for x in (walls, cpus) for f in (min, median)]


def main() -> None:
    """The command."""
    p = argparse.ArgumentParser(description="Throughput of the runner, and what a cached run takes.")
    p.add_argument("--links", type=int, default=10_000, metavar="N", help="links in one run (default: %(default)d)")
    p.add_argument("--jobs", type=int, nargs="+", default=[1, 2], metavar="N", help="processes (default: 1 2)")
    p.add_argument("--repeat", type=int, default=15, metavar="N", help="cached runs (default: %(default)d)")
    p.add_argument("--only", choices=("generated", "cached"), help="one table")
    a = p.parse_args()
    if a.only != "cached":
        print(f"### Generated links\n\n{generated(a.links, a.jobs)}\n", flush=True)
    if a.only != "generated":
        print(f"### Shipped derivations, {os.cpu_count()} cores\n\n{cached(a.repeat)}\n", flush=True)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}.")


if __name__ == "__main__":
    main()
