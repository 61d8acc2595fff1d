# SPDX-License-Identifier: MIT
"""Every *_test.cpp and every source of a layer is compiled by the build given as argument."""

import json
import pathlib
import sys

from tree import ROOT, code_files, finish


def main():
    commands = json.loads((pathlib.Path(sys.argv[1]) / "compile_commands.json").read_text())
    compiled = {pathlib.Path(command["file"]).resolve() for command in commands}
    ours = [p for p in code_files("src", "tests", "bench") if p.name.endswith(".cpp")]
    ours = [p for p in ours if p.parts[:3] not in (("tests", "build", "consumer"),) and p.parts[:2] != ("tests", "fuzz")]
    assert ours, "the tree was not found"
    missing = [f"{p}: not in the build" for p in ours if (ROOT / p).resolve() not in compiled]
    finish(missing, f"{len(ours)} sources are in the build")


main()
