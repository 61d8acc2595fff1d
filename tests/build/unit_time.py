# SPDX-License-Identifier: MIT
"""The whole unit suite, in one process, takes at most two seconds of CPU, which waiting for others does not change.

The best of three runs counts: a shared cache or core makes a run dearer, nothing makes one cheaper."""

import resource
import subprocess
import sys

LIMIT = 2.0
RUNS = 3


def cpu_seconds(program):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([program], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    best = None
    for run in range(1, RUNS + 1):
        seconds = cpu_seconds(sys.argv[1])
        best = seconds if best is None else min(best, seconds)
        print(f"run {run}: the unit suite took {seconds:.2f} s of CPU, at most {LIMIT} s")
        if best <= LIMIT:
            break
    sys.exit(0 if best <= LIMIT else 1)


main()
