# SPDX-License-Identifier: MIT
"""No file over 400 lines, no function over 60. Functions that are one table of data are named below."""

import json
import subprocess

from tree import ROOT, code_files, finish, lines_of

FILE_LIMIT = 400
FUNCTION_LIMIT = 60

# "path:function" -> why it may be longer: only tables of data.
TABLES = {
    "src/emulate/builtin_scenario.cpp:builtin_scenario_text": "the built-in scenario, one JSON document",
    "src/protocol/lxd_types.cpp:instance_types": "the catalogue of LXD instances, one entry per type",
    "src/print/html_assets.cpp:report_style": "the style sheet of reports, one text",
    "src/print/event_schema.cpp:event_schema": "the JSON Schema of events, one document",
    "tests/unit/net/curl_error_test.cpp:test case of line 11": "curl's error codes, one row each",
}


def long_files(files):
    for path in files:
        count = len(lines_of(path))
        if count > FILE_LIMIT:
            yield f"{path}: {count} lines, at most {FILE_LIMIT}"


def functions(files):
    """(path, name, first line, last line) of every function definition."""
    command = ["ctags", "--output-format=json", "--languages=C++", "--kinds-C++=f", "--fields=+ne", "-f", "-"]
    out = subprocess.run(command + [str(p) for p in files], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for line in out.splitlines():
        tag = json.loads(line)
        yield tag["path"], tag["name"], tag["line"], tag.get("end", tag["line"])


def test_cases(path):
    """Test cases are macros, which ctags does not know: they begin and end in column one."""
    begin = None
    for number, line in enumerate(lines_of(path), 1):
        if line.startswith("TEST_CASE"):
            begin = number
        elif line == "}" and begin:
            yield str(path), f"test case of line {begin}", begin, number
            begin = None


def main():
    files = code_files("include", "src", "tests", "bench")
    assert len(files) > 10, "the tree was not found"
    complaints = list(long_files(files))
    measured = list(functions(files))
    assert len(measured) > 10, "ctags found no functions"
    for path in files:
        measured += test_cases(path)
    for path, name, begin, end in measured:
        length = end - begin + 1
        if length > FUNCTION_LIMIT and f"{path}:{name}" not in TABLES:
            complaints.append(f"{path}:{begin}: {name} has {length} lines, at most {FUNCTION_LIMIT}")
    finish(complaints, f"{len(files)} files and {len(measured)} functions are within their limits")


main()
