"""What is remembered, when it is used again, and that no damaged file is trusted or fatal."""

from __future__ import annotations

import compileall
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from fake_pool import FakePool

from checker import cache as caching
from checker import cli, links, runner
from checker.cache import Cache, CachedPool, clean, script_key
from checker.deferred import DeferredLink, deferred_roots
from checker.graph import add, rat, sym
from checker.loading import Problem, load
from checker.records import Judgement, Link, Verdict, Witness
from checker.script import Claim, DerivationRecord
from checker.settings import Settings
from checker.shelf import pack_records, unpack_records
from checker.wire_records import decode, encode

SETTINGS = Settings()
SCRIPT = """from checker import derivation, Derivation, Real, Vector
{extra}

@derivation(title="Binomial", question="D1.1")
def good(d: Derivation, x: Real, y: Real) -> None:
    with d.prove((x + y)**2, "=", x**2 + 2*x*y + y**2) as k:
        k.eq(x*(x + y) + y*(x + y), "take one factor apart")
"""


def link(n: int = 1) -> Link:
    return Link(add(sym("x"), rat(n)), "=", add(sym("x"), rat(n)))


PROVED = Judgement(Verdict.PROVED, "normal form", witness=Witness((("x", Fraction(1, 3)),), "1", "2"), seconds=0.5)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / ".checker_cache"


@pytest.fixture
def warnings() -> list[str]:
    return []


def filled(folder: Path) -> None:
    cache = Cache(folder)
    cache.keep_judgement(link(), SETTINGS, PROVED)
    cache.close()


def test_a_judgement_is_found_by_content_and_settings(folder: Path) -> None:
    filled(folder)
    cache = Cache(folder)
    assert cache.judgement(link(), SETTINGS) == PROVED
    assert cache.seconds([link().key])[link().key] == 0.5
    assert cache.judgement(link(2), SETTINGS) is None
    for other in (Settings(seed=1), Settings(timeout=5.0), Settings(memory=99), Settings(explain=False)):
        assert cache.judgement(link(), other) is None
    assert cache.judgement(link(), Settings(jobs=7)) == PROVED


def test_another_engine_knows_nothing_of_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(folder)
    monkeypatch.setattr(caching, "engine_digest", lambda: "another")
    assert Cache(folder).judgement(link(), SETTINGS) is None


@pytest.mark.parametrize(
    "judgement",
    [
        Judgement(Verdict.TIMEOUT, seconds=3.0),
        Judgement(Verdict.ERROR, seconds=3.0),
        Judgement(Verdict.CHECKED, interrupted=True, seconds=3.0),
    ],
)
def test_what_was_cut_short_is_not_kept_but_its_time_is(folder: Path, judgement: Judgement) -> None:
    cache = Cache(folder)
    cache.keep_judgement(link(), SETTINGS, judgement)
    assert cache.judgement(link(), SETTINGS) is None
    assert cache.seconds([link().key])[link().key] == 3.0


@pytest.mark.parametrize("damage", ["text", "empty", "cut", "zeros", "foreign", "newer"])
def test_a_file_that_is_no_cache_is_never_fatal(folder: Path, warnings: list[str], damage: str) -> None:
    filled(folder)
    path = folder / "cache.sqlite3"
    match damage:
        case "text":
            path.write_text("not a database at all" * 500)
        case "empty":
            path.write_bytes(b"")
        case "cut":
            path.write_bytes(path.read_bytes()[:5000])
        case "zeros":
            path.write_bytes(path.read_bytes()[:4096] + bytes(8192))
        case "foreign":
            path.unlink()
            with sqlite3.connect(path) as other:
                other.execute("CREATE TABLE entry (key TEXT, digest BLOB, value TEXT)")
        case "newer":
            with sqlite3.connect(path) as other:
                other.execute("PRAGMA user_version = 99")
    cache = Cache(folder, warnings.append)
    assert cache.judgement(link(), SETTINGS) is None
    cache.keep_judgement(link(), SETTINGS, PROVED)
    assert cache.judgement(link(), SETTINGS) == PROVED
    if damage != "empty":
        assert "set aside" in warnings[0]
        assert list(folder.glob("set-aside-1.sqlite3"))


def test_an_entry_that_was_changed_is_not_believed(folder: Path) -> None:
    filled(folder)
    with sqlite3.connect(folder / "cache.sqlite3") as file:
        file.execute("UPDATE entry SET value = replace(value, 'proved', 'refuted')")
    assert Cache(folder).judgement(link(), SETTINGS) is None


def test_a_place_that_cannot_be_written_costs_the_cache_only(tmp_path: Path, warnings: list[str]) -> None:
    (tmp_path / "file").write_text("")
    cache = Cache(tmp_path / "file", warnings.append)
    cache.keep_judgement(link(), SETTINGS, PROVED)
    assert cache.judgement(link(), SETTINGS) is None
    assert "cannot be used" in warnings[0]


def test_a_file_destroyed_while_in_use(folder: Path, warnings: list[str]) -> None:
    cache = Cache(folder, warnings.append)
    for n in range(200):
        cache.keep_judgement(link(n), SETTINGS, PROVED)
    for path in folder.glob("cache.sqlite3*"):
        path.write_bytes(os.urandom(20_000))
    for n in range(200, 210):
        assert cache.judgement(link(n), SETTINGS) in (None, PROVED)
        cache.keep_judgement(link(n), SETTINGS, PROVED)
    cache.close()
    again = Cache(folder)
    assert again.judgement(link(3), SETTINGS) in (None, PROVED)


def test_two_at_once(folder: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom checker.cache import Cache\nfrom checker.records import *\n"
        "from checker.graph import *\nfrom checker.settings import Settings\n"
        "c = Cache(Path(sys.argv[1]), lambda t: sys.exit(t))\nfor n in range(300):\n"
        "    l = Link(add(sym('x'), rat(n)), '=', add(sym('x'), rat(n)))\n"
        "    c.keep_judgement(l, Settings(), Judgement(Verdict.PROVED, str(n)))\n"
    )
    runs = [subprocess.Popen([sys.executable, "-c", code, str(folder)], stderr=subprocess.PIPE) for _ in range(2)]
    assert [r.communicate()[1] for r in runs] == [b"", b""]
    cache = Cache(folder)
    assert all(cache.judgement(link(n), SETTINGS) == Judgement(Verdict.PROVED, str(n)) for n in range(300))


def test_equal_links_are_examined_once_and_the_slow_ones_first(folder: Path) -> None:
    seen: list[tuple[Link, ...]] = []
    times: list[tuple[float, ...]] = []

    class Noting(FakePool):
        def examine(self, links, settings, progress=None, expected=()):
            seen.append(tuple(links))
            times.append(tuple(expected))
            return super().examine(links, settings, progress, expected)

    cache = Cache(folder)
    cache.keep_judgement(link(2), Settings(seed=5), PROVED)
    pool = CachedPool(Noting(), cache)
    told: list[int] = []
    first = pool.examine([link(1), link(2), link(1)], SETTINGS, lambda k, j: told.append(k))
    assert [j.verdict for j in first] == [Verdict.PROVED] * 3
    assert seen == [(link(1), link(2))]
    assert times == [(float("inf"), 0.5)]
    assert sorted(told) == [0, 1, 2]
    assert pool.examine([link(1), link(2), link(1)], SETTINGS) == first
    assert len(seen) == 1
    assert (pool.hits, pool.asked) == (3, 6)


# ---------------------------------------------------------------- scripts


def test_records_come_back_as_they_were(tmp_path: Path) -> None:
    (tmp_path / "good.py").write_text(SCRIPT.format(extra=""))
    items = [*load([tmp_path]).derivations, Problem("script-import", "m", "h", "f", 3, 4, "s")]
    assert decode(json.loads(json.dumps(encode(items)))) == items


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.pop("graph"),
        lambda d: d["items"].append(["Place", "file", "line", 1, ""]),
        lambda d: d["items"].append(["Problem", "a", "b", "c", "d", "7", 0, ""]),
        lambda d: d["items"].append(["system", "x"]),
        lambda d: d["items"].append(["node", 10**6]),
        lambda d: d["items"].append(5),
        lambda d: d["items"][0].pop(),
        lambda d: d["items"].append(["rational", "1/0"]),
    ],
)
def test_other_data_is_refused(tmp_path: Path, change) -> None:
    (tmp_path / "good.py").write_text(SCRIPT.format(extra=""))
    data = json.loads(json.dumps(encode(load([tmp_path]).derivations)))
    change(data)
    with pytest.raises(ValueError, match=r"not|neither"):
        decode(data)


def test_records_are_as_good_as_the_files_they_were_made_from(tmp_path: Path, folder: Path) -> None:
    script, helper = tmp_path / "good.py", tmp_path / "_help.py"
    script.write_text(SCRIPT.format(extra=""))
    helper.write_text("two = 2\n")
    items = list(load([script]).derivations)
    cache = Cache(folder)
    files = caching.__dict__["file_digest"]
    cache.keep_records(script, script_key(script), items, {str(helper): files(str(helper))})
    assert cache.records(script) == items
    os.utime(script, (0, 0))
    assert cache.records(script) == items  # time stamps are not looked at
    helper.write_text("two = 3\n")
    assert cache.records(script) is None
    helper.write_text("two = 2\n")
    assert cache.records(script) == items
    script.write_text(SCRIPT.format(extra="# changed"))
    assert cache.records(script) is None


def test_a_script_that_changed_while_it_ran_or_has_a_problem_is_not_kept(tmp_path: Path, folder: Path) -> None:
    script = tmp_path / "good.py"
    script.write_text(SCRIPT.format(extra=""))
    items = list(load([script]).derivations)
    cache = Cache(folder)
    cache.keep_records(script, "script:before", items, {})
    cache.keep_records(script, script_key(script), [*items, Problem("script-build", "m", "h", str(script))], {})
    cache.keep_records(script, script_key(script), items, None)
    assert cache.records(script) is None


# ---------------------------------------------------------------- what comes out of the cache unmade

VARIED = """from checker import *

@derivation(title="Varied", question="D1.2")
def varied(d: Derivation, x: Positive, y: Real, f: Smooth(1), v: Vector("n"), n: Size) -> None:
    with d.prove(log(x**2), "=", 2*log(x), where=[x > y]) as k:
        k.erratum(log(x), log(x) + log(x), "take it apart", printed="log x", wrong="one is lost")
    d.decimal(Rational(1, 3), "0.34", correct="0.33", wrong="a slip", from_printed=Rational(2, 6))
    d.refute(f(y), "=", 0, "not for every function")
    d.prove(v + v, "=", 2*v)
"""


def shelved(tmp_path: Path, text: str) -> tuple[list[DerivationRecord], list[DerivationRecord]]:
    (tmp_path / "varied.py").write_text(text)
    loaded = load([tmp_path])
    assert not loaded.problems
    return list(loaded.derivations), unpack_records(json.loads(json.dumps(pack_records(loaded.derivations))))


def links_of(claim: Claim) -> list[Link]:
    if claim.decimal is not None:
        wrong = claim.erratum.decimal if claim.erratum else None
        return [x for n in (claim.decimal, wrong) if n for r in links.readings(claim, n) for x in r.links]
    return [x for _, x in [*links.links(claim), *links.errata(claim)]]


def test_what_is_deferred_is_what_it_stands_for(tmp_path: Path) -> None:
    made, unmade = shelved(tmp_path, VARIED)
    count = 0
    for real, deferred in zip(made[0].claims, unmade[0].claims, strict=True):
        assert deferred.keys == links.keys(real) == links.keys(deferred)
        assert real.keys == {}
        for x, y in zip(links_of(real), links_of(deferred), strict=True):
            count += 1
            assert isinstance(y, DeferredLink)
            assert not isinstance(x, DeferredLink)
            assert (y.key, hash(y), y.encode()) == (x.key, hash(x), x.encode())
            assert x == y
            assert y == x
            assert Link.decode(y.encode()).key == y.key
            assert replace(y, left=rat(7)) == replace(x, left=rat(7)) != y  # as `checker mutate` does
    assert count == 21
    assert unmade == made
    assert made == unmade


def test_a_changed_copy_of_a_claim_has_no_keys_of_the_old_one(tmp_path: Path) -> None:
    _, (record,) = shelved(tmp_path, VARIED)
    claim = record.claims[0]
    changed = replace(claim, right=rat(0))
    assert claim.keys
    assert not changed.keys
    assert links.keys(changed)["line 1"] != claim.keys["line 1"]
    assert links.keys(changed)["line 0"] == claim.keys["line 0"]


def test_the_process_of_a_script_has_no_say_in_the_keys(tmp_path: Path) -> None:
    _, (record,) = shelved(tmp_path, VARIED)
    key = record.claims[0].keys["line 0"]
    data = json.dumps(encode([record]))
    assert key not in data
    (back,) = decode(json.loads(data))
    assert isinstance(back, DerivationRecord)
    assert all(c.keys == {} for c in back.claims)
    first = next(i for i in json.loads(data)["items"] if i[0] == "DerivationRecord")
    forged = json.loads(data)
    forged["items"] = [[*first[:5], ["tuple", [*first[5][1], {"line 0": key}]], *first[6:]]]
    with pytest.raises(ValueError, match="not"):
        decode(forged)


def test_a_graph_that_is_none_is_found_out_when_it_is_looked_at() -> None:
    for rows in ('[["add", null, [1]], ["rat", ["1", "1"], []]]', "[]", "{}", '[["rat", ["1", "1"], [0]]]', "["):
        (node,) = deferred_roots([rows, [0]])
        with pytest.raises(ValueError, match=r"not a graph|Expecting"):
            _ = node.op


def test_the_engine_is_known_by_its_source_and_its_libraries(tmp_path: Path) -> None:
    package = tmp_path / "checker"
    shutil.copytree(Path(caching.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    code = "from checker.cache import engine_digest; print(engine_digest())"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}

    def digest() -> str:
        command = [sys.executable, "-c", code]
        return subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True).stdout

    first = digest()
    os.utime(package / "judge.py", (0, 0))
    assert digest() == first
    (package / "report" / "terminal.py").write_text("# another report\n")
    assert digest() == first
    judge = package / "judge.py"
    text = judge.read_text()
    judge.write_text(text + "\n")
    second = digest()
    judge.write_text(text)
    (package / "exact" / "new.py").write_text("")
    third = digest()
    (package / "exact" / "new.py").unlink()
    assert digest() == first
    (tmp_path / "sympy-99.0.dist-info").mkdir()
    assert len({first, second, third, digest()}) == 4


# ---------------------------------------------------------------- the command


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "derivations").mkdir()
    (tmp_path / "derivations" / "good.py").write_text(SCRIPT.format(extra=""))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(runner, "Pool", FakePool)
    return tmp_path


def test_a_cached_run_executes_nothing_and_reports_the_same(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cli.main(["--report", "json=cold.json"]) == 0
    assert "cached" not in capsys.readouterr().err

    def never(*_: object, **__: object) -> None:
        raise AssertionError("examined or executed again")

    monkeypatch.setattr(FakePool, "examine", never)
    monkeypatch.setattr(FakePool, "build", never)
    assert cli.main(["--report", "json=warm.json"]) == 0
    assert "cached: 2 of 2 links" in capsys.readouterr().err
    cold, warm = (json.loads((project / f"{n}.json").read_text()) for n in ("cold", "warm"))
    cold["summary"].pop("seconds"), warm["summary"].pop("seconds")
    assert cold == warm
    with pytest.raises(AssertionError):
        cli.main(["--no-cache"])


def test_an_edit_of_one_step_examines_its_links_only(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main([])
    script = project / "derivations" / "good.py"
    script.write_text(script.read_text() + '    d.prove(x + 3, "=", 3 + x)\n')
    capsys.readouterr()
    assert cli.main([]) == 0
    assert "cached: 2 of 3 links" in capsys.readouterr().err


def test_last_failed_first(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = SCRIPT.format(extra="").replace("def good", "def wrong").replace("2*x*y", "3*x*y")
    (project / "derivations" / "wrong.py").write_text(wrong)
    assert cli.main([]) == 1
    out = capsys.readouterr().out
    assert out.index("good ·") < out.index("wrong ·")
    assert cli.main(["--lf"]) == 1
    out = capsys.readouterr().out
    assert out.index("wrong ·") < out.index("good ·")


def test_clean(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main([])
    (project / ".checker_cache" / "mine.txt").write_text("")
    assert cli.main(["clean"]) == 0
    assert [p.name for p in (project / ".checker_cache").iterdir()] == ["mine.txt"]
    assert clean() == 0


def test_a_cached_run_of_the_real_command_imports_no_sympy(tmp_path: Path) -> None:
    (tmp_path / "derivations").mkdir()
    (tmp_path / "derivations" / "good.py").write_text(SCRIPT.format(extra=""))
    code = (
        "import sys\nfrom checker import cli\ncode = cli.main(['--report', 'json=-'])\n"
        "large = {'sympy', 'flint', 'numpy', 'mpmath', 'rich', 'subprocess'}\n"
        "print(code, sorted(large & set(sys.modules)), file=sys.stderr)"
    )
    runs = [subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True) for _ in "12"]
    assert runs[1].stderr.splitlines()[-1] == "0 []"
    assert "cached: 2 of 2 links" in runs[1].stderr
    first, second = (json.loads(r.stdout) for r in runs)
    first["summary"].pop("seconds"), second["summary"].pop("seconds")
    assert first == second


@pytest.fixture
def helped(tmp_path: Path) -> Path:
    (tmp_path / "derivations").mkdir()
    (tmp_path / "derivations" / "_help.py").write_text("K = 2\n")
    text = SCRIPT.format(extra="from _help import K").replace("2*x*y", "K*x*y")
    (tmp_path / "derivations" / "good.py").write_text(text)
    return tmp_path


def code_of(folder: Path) -> int:
    return subprocess.run([sys.executable, "-m", "checker"], cwd=folder, capture_output=True, timeout=100).returncode


def test_an_import_that_was_read_as_bytecode(helped: Path) -> None:
    compileall.compile_dir(helped / "derivations", quiet=2)
    assert code_of(helped) == 0
    (helped / "derivations" / "_help.py").write_text("K = 3\n")
    assert code_of(helped) == 1


def test_an_import_that_another_file_comes_before(helped: Path) -> None:
    assert code_of(helped) == 0
    (helped / "derivations" / "_help").mkdir()
    (helped / "derivations" / "_help" / "__init__.py").write_text("K = 3\n")
    assert code_of(helped) == 1


def test_a_script_that_looks_through_a_folder_is_run_every_time(tmp_path: Path) -> None:
    (tmp_path / "derivations").mkdir()
    text = SCRIPT.format(extra="from pathlib import Path\nK = len(list(Path('numbers').glob('*')))")
    (tmp_path / "derivations" / "good.py").write_text(text.replace("2*x*y", "K*x*y"))
    (tmp_path / "numbers").mkdir()
    for name in "ab":
        (tmp_path / "numbers" / name).write_text("")
    assert code_of(tmp_path) == 0
    (tmp_path / "numbers" / "c").write_text("")
    assert code_of(tmp_path) == 1
