# SPDX-License-Identifier: MIT
"""D-11: who may include whom. The arrows are those of docs/architecture.md; there are no exceptions."""

import re

from tree import code_files, finish, lines_of

CORE = {"model", "protocol", "track", "print", "dispatch", "component"}

# Layer -> layers it may include besides itself and include/optrack.
ARROWS = {
    "model": set(),
    "protocol": {"model"},
    "print": {"model"},
    "track": {"model"},
    "dispatch": {"model"},
    "component": {"model"},
    "registry": {"model"},
    "system": {"model"},
    "net": {"model", "system"},
    "serve": {"model", "system"},
    "emulate": {"model", "system"},
    "library": CORE | {"registry", "system", "net"},
    "cli": CORE | {"library", "registry", "system", "net", "serve", "emulate"},
}

# Packages, by the beginning of the included name -> layers that may use them.
EVERYWHERE = set(ARROWS)
PACKAGES = {
    "tl/expected.hpp": EVERYWHERE,
    "fmt/": EVERYWHERE,
    "nlohmann/": EVERYWHERE,
    "rapidjson/": {"model"},
    "utf8proc.h": {"model", "print"},
    "re2/": {"track"},
    "jq.h": {"system"},
    "jv.h": {"system"},
    "curl/": {"net"},
    "SQLiteCpp/": {"registry"},
    "sqlite3.h": {"registry"},
    "httplib.h": {"emulate", "serve"},
    "CLI/": {"cli"},
}

# Never in a header of ours: slow to compile, or the mark of a layer's inside.
NOT_IN_HEADERS = ("iostream", "curl/", "sqlite3.h", "CLI/", "nlohmann/json.hpp", "rapidjson/", "re2/", "jq.h", "jv.h")

EXCEPTIONS = set()  # (path, included name): stays empty.

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
CLOCK = re.compile(
    r"(steady_clock|system_clock|high_resolution_clock|utc_clock)::now|\bsleep_(for|until)\b|(?<!\w)::sleep\s*\(|\b(u|nano)sleep\s*\("
    r"|\bclock_(gettime|nanosleep)\b|\bgettimeofday\b|\blocaltime|\b(std::|::)time\s*\(")
MAY_READ_CLOCK = {"system", "emulate"}


def complaint_about(layer, path, quote, name):
    """Why `path` of `layer` may not include `name`, or None."""
    if path.name.endswith((".hpp", ".hpp.in")) and name.startswith(NOT_IN_HEADERS):
        return "not in a header"
    if quote == '"':
        target = name.split("/")[0]
        if target == "optrack" or target == layer or target in ARROWS.get(layer, set()):
            return None
        return f"{layer} may not know {target}"
    for beginning, layers in PACKAGES.items():
        if name.startswith(beginning):
            return None if layer in layers else f"{layer} may not use {beginning}"
    if layer in CORE and ("/" in name or name.endswith(".h")):
        return f"{layer} may only use the standard library and named packages"
    return None


def public_complaint(quote, name):
    """include/optrack may use itself, the standard library and tl::expected."""
    if quote == '"':
        return None if name.startswith("optrack/") else "public headers know only public headers"
    if name == "tl/expected.hpp" or ("/" not in name and not name.endswith(".h") and name != "iostream"):
        return None
    return "tl::expected is the one package in public headers"


def check(path):
    public = path.parts[0] == "include"
    layer = "include" if public else path.parts[1]
    if not public and layer not in ARROWS and len(path.parts) > 2:
        yield f"{path}: unknown layer {layer}"
        return
    for number, line in enumerate(lines_of(path), 1):
        found = INCLUDE.match(line)
        if found and (str(path), found[2]) not in EXCEPTIONS:
            why = public_complaint(*found.groups()) if public else complaint_about(layer, path, *found.groups())
            if why:
                yield f"{path}:{number}: {found[2]}: {why}"
        if layer not in MAY_READ_CLOCK and CLOCK.search(line.split("//")[0]):
            yield f"{path}:{number}: reads a clock or sleeps outside src/system: {line.strip()}"


def main():
    files = code_files("include", "src")
    assert len(files) > 10, "the tree was not found"
    finish([c for path in files for c in check(path)], f"{len(files)} files keep to their layers")


main()
