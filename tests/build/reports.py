# SPDX-License-Identifier: MIT
"""Reports made from hostile texts have the same structure as one made from harmless texts, and show the texts as texts.

Every text that a server, or whoever wrote a recording, controls holds one string of the corpus. The files are read
with parsers that know nothing of optrack, as HTML and as XML.
"""

import base64
import hashlib
import json
import os
import re
import stat
import subprocess
import sys
import tempfile
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

from tree import finish

# Each begins with a letter: an empty text would be left out, which is another structure.
CORPUS = [
    "x<script>alert(1)</script>", "x</script><script>alert(1)</script>", "x</style><script>alert(1)</script>",
    "x</title><script>alert(1)</script>", "x</pre><img src=x onerror=alert(1)>", "x<img src=x onerror=alert(1)>",
    "x<svg onload=alert(1)>", "x<svg/onload=alert(1)//", "x<iframe src=javascript:alert(1)>", "x<body onload=alert(1)>",
    "x<a href=javascript:alert(1)>y</a>", "xjavascript:alert(1)", "x<base href=//evil.example/>",
    "x<link rel=stylesheet href=//evil.example/x.css>", "x<meta http-equiv=refresh content=0;url=//evil.example>",
    "x<form action=//evil.example><input name=a>", "x<style>*{display:none}</style>", "x<!--", "x-->", "x<!-- --!> <b>",
    "x<![CDATA[", "x]]>", "x]]><failure/>", "x<?php echo 1 ?>", "x<?xml version='1.0'?>", "x<!DOCTYPE y [<!ENTITY a 'b'>]>",
    "x&lt;script&gt;", "x&#60;script&#62;", "x&#x3c;b&#x3e;", "x&lt", "x&amp;amp;", "x&", "x&bogus;", "x&#0;", "x&#xD800;",
    "x\" onmouseover=\"alert(1)", "x' onmouseover='alert(1)", "x\" autofocus onfocus=alert(1) y=\"", "x`onload=alert(1)`",
    "x\"><script>alert(1)</script>", "x'><script>alert(1)</script>", "x\\\"><script>alert(1)</script>", "x=\"\"/>",
    "x</svg><script>alert(1)</script>", "x</text></g></svg>", "x<title><img title=\"</title><img src=x onerror=alert(1)>\">",
    "x<math><mi//xlink:href=\"data:x,<script>alert(1)</script>\">", "x<noscript><p title=\"</noscript><img src=x onerror=a>\">",
    "x</testcase></testsuite>", "x<testcase name='y'/>", "x</system-out>", "x{{7*7}} ${7*7} <%= 7*7 %>",
    "x\x00y", "x\x01\x08\x0b\x0c\x0e\x1f", "x\x1b[31mred\x1b[0m", "x\x1b]8;;http://evil.example\x07y\x1b]8;;\x07", "x\x7f",
    "x\x85\x9b31m", "x\r\ny\rz\n<b>", "x\u2028y\u2029z", "x\u202egnp.exe\u202c", "x\u2066\u2069\u200f", "x\ufffe\uffff", "x\ufeff",
    "x\U0001fffe", "x+ADw-script+AD4-", "x" + "<" * 2000, "x" + "&" * 2000, "x" + "y" * 70000 + "<b>", "x<b " + "a=b " * 200 + ">",
]
TAGS = set("a b body dd details div dl dt footer g h1 h2 h3 head html input li line main meta ol option output p pre rect script "
           "section select span style summary svg table tbody td text th thead time title tr ul".split())
EVENT_HANDLER = re.compile(r"^on|^(src|srcset|style|action|formaction|background|poster|ping)$", re.I)
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# What neither a person should see nor a browser obey, even where XML allows it.
UNSEEN = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def recording(texts):
    """The events of one operation for each text, as optrack writes them."""
    lines = []

    def add(kind, op=None, **fields):
        lines.append({"v": 1, "ts": "2026-03-01T08:00:05.123Z", "type": kind, **({"op": op} if op else {}), "ctx": "x", **fields})

    ops = [f"aaaaaa{number:04}" for number in range(len(texts))]
    add("stream_start", version="1", ops=ops, conditions=[], mode="html")
    for op, text in zip(ops, texts):
        add("operation", op, name=text, op_type=text, provider=text, remote_id=text, status="running", raw_status=text, url=text,
            labels={text: text}, parent=text)
        add("task_new", op, task="t0" + text, name=text, display_name=text, status="running", raw_status=text, message=text,
            reference={text: text})
        add("task_new", op, task="t1", parent_task="t0" + text, display_name=text, status="pending")
        for level in ("info", "warning", "error", text):
            add("log_entry", op, log=text + level, task="t0" + text, level=level, message=text, raw=text)
            add("log_entry", op, log=text + level + "2", level=level, message=text)
        add("resource_new", op, resource=text, resource_type=text, name=text, link=text)
        add("resource_gone", op, resource=text + "2", resource_type=text, name=text, link=text)
        add("poll_error", op, attempt=1, error=text, error_kind="unreachable", retry_ms=1, outage_ms=1)
        add("condition", op, cond=text, state="met")
        add("notice", op, message=text)
        add("cancel", op, state="requested", reason=text, message=text, by=text)
        add("task_update", op, task="t0" + text, to="failed", message=text, display_name=text)
        add("status", op, to="failed", raw_status=text, message=text)
        add("result", op, status="failed", result_type=text, result={text: [text]}, message=text, failed_tasks=["t0" + text])
    add("notice", message=texts[0])
    add("stream_end", exit_code=1, exit_name=texts[0], counts={}, resume=[texts[0]])
    return "".join(json.dumps(line) + "\n" for line in lines)


def reports(binary, folder, texts):
    """The two reports of a recording, and what is wrong with the files themselves."""
    folder.mkdir()
    html, junit = folder / "run.html", folder / "run.xml"
    environment = {"HOME": str(folder), "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"}
    ran = subprocess.run([str(binary), "replay", "-", "-o", f"html={html}", "-o", f"junit={junit}"], env=environment,
                         input=recording(texts).encode(), capture_output=True, check=False)
    complaints = [] if ran.returncode == 1 and not ran.stderr else [f"replay: {ran.returncode}: {ran.stderr.decode()}"]
    complaints += [f"{path.name}: mode is not 0600" for path in (html, junit) if stat.S_IMODE(path.stat().st_mode) != 0o600]
    left = sorted(os.listdir(folder))
    complaints += [] if left == ["run.html", "run.xml"] else [f"other files were left: {left}"]
    return html.read_bytes().decode(), junit.read_bytes().decode(), complaints


class Page(HTMLParser):
    """Structure, texts and what is dangerous in an HTML file."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.structure, self.texts, self.complaints, self.open = [], [], [], []
        self.own = {"script": [], "style": []}
        self.policy = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.handle_startendtag(tag, attrs)

    def handle_startendtag(self, tag, attrs):
        names = sorted(name for name, _ in attrs)
        classes = dict(attrs).get("class")
        self.structure.append((tag, tuple(names), classes))
        if tag not in TAGS:
            self.complaints.append(f"element {tag}")
        for name, value in attrs:
            if EVENT_HANDLER.search(name) or name == "href" and not re.fullmatch(r"#operation-\d+", value):
                self.complaints.append(f"<{tag} {name}={value}>")
        if dict(attrs).get("http-equiv") == "Content-Security-Policy":
            self.policy = dict(attrs)["content"]

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.complaints.append(f"</{tag}> ends another element")

    def handle_data(self, data):
        if self.open and self.open[-1] in self.own:
            self.own[self.open[-1]].append(data)
        else:
            self.texts.append(data)

    def handle_comment(self, data):
        self.complaints.append(f"comment {data}")

    def unknown_decl(self, data):
        self.complaints.append(f"declaration {data}")

    def handle_pi(self, data):
        self.complaints.append(f"instruction {data}")


def policy_complaints(page):
    """The policy lets nothing be fetched, and only our own style and script count."""
    wanted = ["default-src 'none'", "base-uri 'none'", "form-action 'none'"]
    for name in ("style", "script"):
        if len(page.own[name]) != 1:
            yield f"{len(page.own[name])} times {name}"
            continue
        digest = hashlib.sha256(page.own[name][0].encode()).digest()
        wanted.append(f"{name}-src 'sha256-{base64.b64encode(digest).decode()}'")
    if sorted(part.strip() for part in (page.policy or "").split(";")) != sorted(wanted):
        yield f"the policy is {page.policy}, wanted {wanted}"


def shape(element):
    return (element.tag, tuple(sorted(element.attrib)), tuple(shape(child) for child in element))


def character_complaints(name, text):
    for found in (NOT_IN_XML.search(text), UNSEEN.search(text)):
        if found:
            yield f"{name}: character U+{ord(found.group()):04X}"


def main():
    binary = Path(sys.argv[1]) / "optrack"
    complaints = []
    with tempfile.TemporaryDirectory() as scratch:
        html, junit, wrong = reports(binary, Path(scratch) / "hostile", CORPUS)
        tame_html, tame_junit, tame_wrong = reports(binary, Path(scratch) / "tame", ["xyz"] * len(CORPUS))
    complaints += wrong + tame_wrong
    page, tame = Page(html), Page(tame_html)
    complaints += page.complaints + tame.complaints + list(policy_complaints(page))
    if page.structure != tame.structure:
        different = [pair for pair in zip(page.structure, tame.structure) if pair[0] != pair[1]]
        complaints.append(f"another structure than with harmless texts: {different[:3]}")
    if shape(ElementTree.fromstring(html)) != shape(ElementTree.fromstring(tame_html)):
        complaints.append("another structure as XML")
    if shape(ElementTree.fromstring(junit)) != shape(ElementTree.fromstring(tame_junit)):
        complaints.append("junit: another structure than with harmless texts")
    complaints += list(character_complaints("html", html)) + list(character_complaints("junit", junit))
    texts = " ".join(page.texts)
    values = " ".join(value for element in ElementTree.fromstring(junit).iter() for value in element.attrib.values())
    plain = [text for text in CORPUS if text.isprintable() and len(text) < 5000]
    assert len(plain) > 40, "the corpus was not found"
    complaints += [f"not shown as it is: {text}" for text in plain if text not in texts or text not in values]
    finish(complaints, f"{len(CORPUS)} hostile texts in {html.count('<')} elements stay texts")


if __name__ == "__main__":
    main()
