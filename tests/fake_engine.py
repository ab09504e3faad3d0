"""An engine for the tests of the runner: a link does what the name of its left symbol says."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from checker.records import Evidence, Judgement, Link, Obligation, Outcome, Verdict


def prepare():
    return iter(())


kept: list[object] = []


def is_spent():
    return "spent" in kept


def examine(link: Link, settings, emit) -> Judgement:
    name, argument = str(link.left.data), str(link.right.data)
    emit("screening")
    emit(Evidence("numeric", "fake", Outcome.HOLDS, points=3, digits=20))
    emit(Obligation("divisor", link.left, text="x is not 0"))
    match name:
        case "hang":
            while True:
                pass
        case "sleep":
            time.sleep(float(argument[1:]) / 1000)
        case "swell":
            pile = []
            while True:
                pile.append(bytearray(1 << 20))
        case "swell_in_c":
            import flint

            return Judgement(Verdict.PROVED, str(flint.fmpz(3) ** (1 << 33)))
        case "exit":
            os._exit(3)
        case "leave":
            sys.exit(0)
        case "segfault":
            ctypes.string_at(0)
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "kill_server":
            os.kill(os.getppid(), signal.SIGKILL)
            time.sleep(60)
        case "raise":
            raise KeyError("of a dictionary")
        case "recurse":
            return examine_deeper(link)
        case "noisy":
            print("{}\n" * 100_000)
            os.write(1, b'{"id": 0, "judgement": {}}\n')
            os.write(2, b"\xff\xfe")
        case "breed":
            child = subprocess.Popen(["sleep", "60"])
            Path(argument).write_text(str(child.pid))
            while True:
                pass
        case "large":
            return Judgement(Verdict.PROVED, "x" * 3_000_000)
        case "spend":
            kept.append("spent")
            return Judgement(Verdict.PROVED, detail=f"{os.getpid()}")
        case "keep":
            kept.append(bytearray(int(argument[1:]) << 20))
            return Judgement(Verdict.PROVED, detail=f"{os.getpid()}")
        case "pid":
            return Judgement(Verdict.PROVED, detail=f"{os.getpid()}")
        case "seed":
            return Judgement(Verdict.PROVED, detail=f"{hash('a string')}")
    return Judgement(Verdict.PROVED, "fake", (Evidence("exact", "fake", Outcome.HOLDS, seconds=0.5),))


def examine_deeper(link: Link) -> Judgement:
    return examine_deeper(link)


def judge_partial(evidence, obligations, interrupted: str, *, restricted: bool) -> Judgement:
    verdict = Verdict.TIMEOUT if interrupted.startswith("timeout") else Verdict.ERROR
    return Judgement(verdict, "", tuple(evidence), tuple(obligations), detail=interrupted)
