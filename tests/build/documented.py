# SPDX-License-Identifier: MIT
"""Every type and function of include/optrack has a doc comment, and every Result must be looked at.

A comment stands directly above, or behind on the same line; declarations that follow a documented one
without a blank line share its comment; an enumeration may document its values instead. Operators, constructors, destructors and overrides need none."""

import json
import re
import subprocess

from tree import ROOT, code_files, finish, lines_of

KINDS = {"prototype", "function", "class", "struct", "enum"}
NEEDS_NONE = re.compile(r"operator|~|\boverride\b|=\s*(default|delete)\b|\bfriend\b")


def declarations(files):
    command = ["ctags", "--output-format=json", "--languages=C++", "--kinds-C++=pfcsg", "--fields=+anKsSt", "-f", "-"]
    out = subprocess.run(command + [str(p) for p in files], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for line in out.splitlines():
        tag = json.loads(line)
        if tag["kind"] in KINDS and tag.get("access", "public") == "public":
            yield tag


def is_documented(lines, index):
    """Whether the declaration on lines[index] has a comment of its own or shares one."""
    if "///" in lines[index] or "enum" in lines[index] and "///<" in lines[index + 1]:
        return True
    for line in reversed(lines[:index]):
        text = line.strip()
        if text.startswith("//"):
            return True
        if not text or text.endswith(("{", "public:")) and "}" not in text:
            return False
        if text.endswith("public:"):
            return False
    return False


def complaint_about(tag, lines):
    line = lines[tag["line"] - 1]
    is_constructor = tag["name"] == tag.get("scope", "").split("::")[-1]
    if NEEDS_NONE.search(line) or is_constructor or tag["name"].startswith("__anon"):
        return None
    where = f'{tag["path"]}:{tag["line"]}: {tag["name"]}'
    if not is_documented(lines, tag["line"] - 1):
        return f"{where} has no comment"
    returns = tag.get("typeref", "")
    if tag["kind"] == "prototype" and "Result<" in returns.split("(")[0]:
        around = lines[max(0, tag["line"] - 2)] + line
        if "[[nodiscard]]" not in around:
            return f"{where} returns a Result and is not [[nodiscard]]"
    return None


def main():
    files = code_files("include")
    assert len(files) > 10, "the tree was not found"
    lines = {str(path): lines_of(path) for path in files}
    tags = list(declarations(files))
    assert len(tags) > 50, "ctags found no declarations"
    complaints = [c for c in (complaint_about(tag, lines[tag["path"]]) for tag in tags) if c]
    finish(complaints, f"{len(tags)} public declarations are documented")


main()
