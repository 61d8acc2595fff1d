# SPDX-License-Identifier: MIT
"""The source tree as the tests of this folder see it."""

import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
CODE = (".cpp", ".hpp", ".hpp.in")


def code_files(*folders):
    """All C++ files below the folders, relative to the root, sorted."""
    found = []
    for folder in folders:
        base = ROOT / folder
        found += [p.relative_to(ROOT) for p in base.rglob("*") if p.is_file() and p.name.endswith(CODE)]
    return sorted(found)


def lines_of(path):
    return (ROOT / path).read_text(encoding="utf-8").splitlines()


def finish(complaints, praise):
    """Ends a test: prints every complaint and fails, or says what was checked."""
    for complaint in complaints:
        print(complaint)
    if complaints:
        sys.exit(f"{len(complaints)} complaints")
    print(praise)
