# SPDX-License-Identifier: MIT
"""Every *_test.cpp and every source of a layer is compiled by the build given as argument, alone or in a group."""

import json
import pathlib
import re
import sys

from tree import ROOT, code_files, finish


def sources_of(compiled):
    """The source itself, or those of a group (cmake/grouped.cmake)."""
    if compiled.parent.name != "Unity":
        return [compiled]
    return [pathlib.Path(source) for source in re.findall(r'#include "(.*\.cpp)"', compiled.read_text(encoding="utf-8"))]


def main():
    commands = json.loads((pathlib.Path(sys.argv[1]) / "compile_commands.json").read_text())
    compiled = {source.resolve() for command in commands for source in sources_of(pathlib.Path(command["file"]))}
    ours = [p for p in code_files("src", "tests", "bench") if p.name.endswith(".cpp")]
    ours = [p for p in ours if p.parts[:3] not in (("tests", "build", "consumer"),) and p.parts[:2] != ("tests", "fuzz")]
    assert ours, "the tree was not found"
    missing = [f"{p}: not in the build" for p in ours if (ROOT / p).resolve() not in compiled]
    finish(missing, f"{len(ours)} sources are in the build")


main()
