"""`make bench`: every figure in one run, side by side, against the same generator streamed straight from the socket."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from bench import imaging, interviews, retrieval
from bench.engines import engines

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
WAYS = {
    "direct": "straight from the socket",
    "batched": "the same, 250 ms batches",
    "journal": "worker + journal + socket",
}
SIZES = ((1, 200, 20.0), (50, 400, 20.0), (500, 500, 20.0))


def main() -> None:
    with engines():
        streaming()
        retrieval.main()
    # In the peer's environment, which has skimage.
    subprocess.run([imaging.environment(), "-m", "bench.films"], cwd=ROOT, check=True)
    imaging.main()
    starts()


def streaming() -> None:
    port = "8899"
    web = [BIN / "daphne", "-b", "127.0.0.1", "-p", port, "bench.asgi:application"]
    worker = [
        BIN / "celery",
        "-A",
        "bench.worker",
        "worker",
        "-Q",
        "talk",
        "-P",
        "threads",
        "-c",
        "600",
        "-l",
        "WARNING",
    ]
    with running("web", web), running("worker", worker):
        ready(f"http://127.0.0.1:{port}/livez")
        client(port, "journal", 5, 20, 0.0)  # warm
        print(f"{'answers':>8} {'way':<26} {'tokens/s':>9} {'ratio':>6} {'p50 ms':>8} {'p99 ms':>8} {'lost':>6}")
        for sessions, count, rate in SIZES:
            base = None
            for way, words in WAYS.items():
                found = client(port, way, sessions, count, rate)
                base = max(base or 0.0, found["tokens_s"]) if way != "journal" else base
                ratio = f"{found['tokens_s'] / base:.3f}" if way == "journal" else ""
                print(
                    f"{sessions:>8} {words:<26} {found['tokens_s']:>9.0f} {ratio:>6} {found['p50_ms']:>8.1f} "
                    f"{found['p99_ms']:>8.1f} {found['lost']:>6}"
                )
        found = client(port, "journal", 500, 200, 20.0, "--drop-after", "60")
        print(f"resume after 60 of 200 tokens: exact in {found['exact']} of 500, {found['lost']} tokens lost")
        interviews.row(port)
        print("memory (RSS, MB): " + memory())


def client(port: str, way: str, sessions: int, count: int, rate: float, *more: str) -> dict[str, float]:
    words = ["--sessions", str(sessions), "--count", str(count), "--rate", str(rate), *more]
    argv = [sys.executable, "-m", "bench.client", f"ws://127.0.0.1:{port}/ws/{way}", *words]
    return json.loads(subprocess.run(argv, check=True, capture_output=True, text=True, cwd=ROOT, timeout=300).stdout)


def starts() -> None:
    """The first start on an empty folder, then the second: until the first page answers."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        for words in ("first start", "second start"):
            env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
            env |= {"PRAXIA_DATA_DIR": f"{folder}/data"}
            began = time.monotonic()
            argv = [sys.executable, "manage.py", "up", "--port", "8898"]
            with running("up", argv, env=env) as up:
                ready("http://127.0.0.1:8898/livez")
                page = time.monotonic() - began
                healthy("http://127.0.0.1:8898/api/health/")
                print(f"{words}: first page {page:.1f} s, all parts healthy {time.monotonic() - began:.1f} s")
                if words == "second start":
                    print("memory (RSS, MB): " + memory(up.pid))


@contextmanager
def running(name: str, argv: list, *, env: dict[str, str] | None = None) -> Iterator[subprocess.Popen]:
    process = subprocess.Popen(
        [str(word) for word in argv], cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(60)


def ready(url: str) -> None:
    _ask_until(url, lambda status, body: status < 500, pause=0.05)


def healthy(url: str) -> None:
    def told(status: int, body: bytes) -> bool:
        parts = json.loads(body)["components"]
        return all(queue["status"] == "operational" for queue in parts["workers"].values())

    _ask_until(url, told, pause=1.2)  # 60 questions a minute are answered


def _ask_until(url: str, told, *, pause: float) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if told(answer.status, answer.read()):
                    return
        except OSError:
            pass
        time.sleep(pause)
    raise SystemExit(f"{url} did not answer as expected within two minutes.")


def memory(root: int | None = None) -> str:
    """Resident memory of every process below this one (or below `root`), largest first."""
    below = psutil.Process(root).children(recursive=True)
    rows = sorted(((one.memory_info().rss, _name(one)) for one in below), reverse=True)
    return ", ".join(f"{name} {rss / 1e6:.0f}" for rss, name in rows[:12])


def _name(process: psutil.Process) -> str:
    words = process.cmdline() or [process.name()]
    known = ("daphne", "beat", "talk", "work", "postgres", "valkey", "worker")
    return next((name for name in known if any(name in word for word in words)), Path(words[0]).name)


if __name__ == "__main__":
    main()
