# SPDX-License-Identifier: MIT
"""What the measuring scripts share: the server, the registry, the two programs, and what the kernel says they cost."""
import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = pathlib.Path(os.environ.get("OPTRACK_BENCH_BUILD", ROOT / "build/release"))
OPTRACK = BUILD / "optrack"
SERVER = BUILD / "bench/epoll_server"
FLOOR = BUILD / "bench/floor"
FILL = BUILD / "bench/fill_registry"


def require_programs():
    """Ends the script when something is not built."""
    for program in (OPTRACK, SERVER, FLOOR, FILL):
        if not program.exists():
            sys.exit(f"{program} is not there; build first: cmake --preset release && cmake --build --preset release")


def machine():
    """One line on what it was measured on."""
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo", encoding="utf-8")
                  if line.startswith("model name")), "unknown processor")
    return f"Machine: {os.cpu_count()} cores, {model}, load {os.getloadavg()[0]:.1f} beside the measurement"


@contextlib.contextmanager
def folder():
    """A folder in memory where there is one, so that no disk is measured; gone afterwards."""
    shared = pathlib.Path("/dev/shm")
    path = pathlib.Path(tempfile.mkdtemp(prefix="optrack-bench-", dir=shared if shared.is_dir() else None))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


class Server:
    """bench/epoll_server, and what it counted."""

    def __init__(self, interval_ms=0, body_bytes=2048, logs=0, logs_from=1, completed_from=0, changing=0):
        arguments = [interval_ms, body_bytes, logs, logs_from, completed_from, changing]
        # Not the program that is measured: it may have the processor first.
        self.process = subprocess.Popen([SERVER, *map(str, arguments)], stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()

    def _get(self, path):
        with urllib.request.urlopen(self.url + path, timeout=60) as answer:
            return json.load(answer)

    def reset(self):
        self._get("/bench/reset")

    def stats(self):
        return self._get("/bench/stats")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def prepare(path, url, operations):
    """An environment whose registry knows `operations` running operations of the server at `url`."""
    environment = dict(os.environ, OPTRACK_CONFIG=str(path / "config"), OPTRACK_STATE_DIR=str(path / "state"))
    shutil.rmtree(path / "state", ignore_errors=True)
    (path / "state").mkdir(parents=True)
    subprocess.run([OPTRACK, "provider", "rm", "bench"], env=environment, capture_output=True, check=False)
    subprocess.run([OPTRACK, "provider", "add", "bench", "--protocol", "eryph", "--url", url], env=environment,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    subprocess.run([FILL, path / "state/default.db", str(operations)], env=environment, check=True)
    return environment


def wait_command(interval_ms, *more):
    return [OPTRACK, "wait", "@active", "--interval", f"{interval_ms}ms", "--timeout", "1h", *more]


def floor_command(url, operations, interval_ms):
    return [FLOOR, url, str(operations), str(interval_ms)]


class Program:
    """A program under measurement."""

    def __init__(self, command, environment=None, stdout=subprocess.DEVNULL):
        self.process = subprocess.Popen(command, env=environment, stdout=stdout, stderr=subprocess.PIPE)

    def cpu(self):
        """Seconds on a processor so far, of all its threads."""
        total = 0
        for task in pathlib.Path(f"/proc/{self.process.pid}/task").iterdir():
            total += int((task / "schedstat").read_text(encoding="utf-8").split()[0])
        return total / 1e9

    def peak_mib(self):
        """The most memory it ever held."""
        for line in open(f"/proc/{self.process.pid}/status", encoding="utf-8"):
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
        return 0.0

    def end(self):
        """Takes it down; what it said is shown when it had ended by itself."""
        early = self.process.poll()
        self.process.kill()
        said = self.process.communicate()[1].decode(errors="replace")
        if early is not None:
            sys.exit(f"{self.process.args[0]} ended by itself with {early}: {said}")


class Cost:
    """What polling cost between two moments."""

    def __init__(self, cpu, stats, peak):
        self.polls = stats["requests"]
        self.per_poll = cpu / max(self.polls, 1) * 1e6  # microseconds
        self.late = stats["late_ms"]
        self.connections = stats["connections"]
        self.peak = peak


def measure(server, program, warm_up, seconds, beginning=1):
    """Lets `program` poll; its `beginning`, so many requests and then `warm_up` seconds, is not counted."""
    patience = time.monotonic() + 300
    while server.stats()["requests"] < beginning and time.monotonic() < patience:
        time.sleep(0.5)
    time.sleep(warm_up)
    server.reset()
    before = program.cpu()
    time.sleep(seconds)
    cost = Cost(program.cpu() - before, server.stats(), program.peak_mib())
    program.end()
    return cost
