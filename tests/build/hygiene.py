# SPDX-License-Identifier: MIT
"""What must not be in the repository: paths of somebody's machine, package hosts, unfinished work, odd files."""

import re
import subprocess

from tree import ROOT, finish

# Written in pieces, so that this file does not complain about itself.
FORBIDDEN = {
    "path of a machine": re.compile(r"(?<![\w.])/(work|home/\w{3,}|Users/\w+)/[\w.]"),
    "package host": re.compile(r"deb\.deb" r"ian\.org|artifact" r"registry|registry\.np" r"mjs"),
    "unfinished work": re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX)\b"),
    "conflict mark": re.compile(r"^(<{7}|>{7}) "),
}
LICENSED = (".cpp", ".hpp", ".hpp.in")


def repository_files():
    """What git would commit; the whole tree without build folders where there is no git."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
        return [ROOT / name for name in listed if (ROOT / name).is_file()]
    except (FileNotFoundError, subprocess.CalledProcessError):
        return [p for p in ROOT.rglob("*") if p.is_file() and not {"build", ".git"} & set(p.relative_to(ROOT).parts[:1])]


def complaints_about(path):
    name = path.relative_to(ROOT)
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return
    if name.name.endswith(LICENSED) and not text.startswith("// SPDX-License-Identifier: MIT\n"):
        yield f"{name}:1: the licence line is not the first"
    if text and not text.endswith("\n"):
        yield f"{name}: does not end with a line break"
    for number, line in enumerate(text.splitlines(), 1):
        for what, pattern in FORBIDDEN.items():
            if pattern.search(line):
                yield f"{name}:{number}: {what}: {line.strip()[:100]}"


def main():
    files = repository_files()
    assert len(files) > 10, "the tree was not found"
    finish([c for path in files for c in complaints_about(path)], f"{len(files)} files are clean")


main()
