// SPDX-License-Identifier: MIT
#include "print/html_assets.hpp"

namespace optrack {

std::string_view report_style() {  // NOLINT(readability-function-size): it is one text
  return R"css(
:root { color-scheme: light dark; --ink: #1c2128; --soft: #57606a; --line: #d5dae0; --paper: #ffffff; --card: #f6f8fa;
  --good: #1a7f37; --bad: #c9252d; --careful: #9a6700; --busy: #0969da; --idle: #8b949e; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --soft: #9ba5b0; --line: #343b44; --paper: #0d1117; --card: #161b22;
    --good: #3fb950; --bad: #ff7b72; --careful: #d9a520; --busy: #58a6ff; --idle: #7d8590; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem; max-width: 72rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.3; margin: 0 0 1rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 0; padding-top: 1.5rem; border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 2rem 0 .5rem; }
a { color: var(--busy); }
.soft, footer { color: var(--soft); font-size: .87rem; }
p.soft { margin: .25rem 0; }
.completed { color: var(--good); } .failed, .lost { color: var(--bad); } .cancelled { color: var(--careful); }
.running { color: var(--busy); } .pending { color: var(--idle); }
.lead { margin: 1rem 0; padding: .75rem 1rem; color: var(--ink);
  border-left: 4px solid var(--bad); background: var(--card); border-radius: 0 6px 6px 0; }
.lead.running { border-color: var(--busy); } .lead.cancelled { border-color: var(--careful); }
.lead.pending { border-color: var(--idle); }
.lead p { margin: .25rem 0; }
pre, code, .log { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .87rem; }
pre { margin: .5rem 0; padding: .75rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 6px;
  white-space: pre-wrap; max-height: 40rem; overflow: auto; }
.lead pre { border: 0; padding: .25rem 0; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .75rem 1.5rem; margin: 1rem 0; }
dt { color: var(--soft); font-size: .8rem; }
dd { margin: 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .93rem; }
th { text-align: left; font-weight: 600; color: var(--soft); font-size: .8rem; }
th, td { padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td { min-width: 7.5rem; }
td:last-child { min-width: 7rem; }
td.number { width: 1%; min-width: 0; white-space: nowrap; font-variant-numeric: tabular-nums; }
svg.chart { display: block; width: 100%; overflow: hidden; }
svg.chart text { font: 12px system-ui, sans-serif; fill: var(--ink); }
svg.chart text.tick { fill: var(--soft); font-size: 11px; }
svg.chart line { stroke: var(--line); }
svg.chart rect { fill: var(--idle); }
svg.chart rect.completed { fill: var(--good); } svg.chart rect.failed, svg.chart rect.lost { fill: var(--bad); }
svg.chart rect.cancelled { fill: var(--careful); } svg.chart rect.running { fill: var(--busy); }
svg.chart rect.track { fill: var(--card); }
svg.chart rect.critical { fill: var(--ink); }
svg.chart text.critical { font-weight: 700; }
details { margin: .75rem 0; }
summary { cursor: pointer; color: var(--busy); }
.tools { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; margin: .5rem 0; }
.tools[hidden] { display: none; }
input, select { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 6px; padding: .3rem .6rem; }
input { flex: 1 1 14rem; min-width: 0; }
.log { list-style: none; margin: 0; padding: .5rem 0; background: var(--card); border: 1px solid var(--line); border-radius: 6px; }
.log li { padding: .05rem .75rem; white-space: pre-wrap; content-visibility: auto; contain-intrinsic-size: auto 1.4rem; }
.log li[hidden] { display: none; }
.log time, .log b { color: var(--soft); font-weight: 400; }
.log b { color: var(--busy); }
.log .error { color: var(--bad); } .log .warning { color: var(--careful); } .log .debug { color: var(--soft); }
.log .gap { color: var(--soft); font-style: italic; }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); }
footer ul { margin: .25rem 0; padding-left: 1.2rem; }
@media (max-width: 560px) {
  body { padding: 1rem .75rem; }
  dl { grid-template-columns: 1fr 1fr; gap: .5rem .75rem; }
  .log li { padding: .05rem .5rem; }
}
@media print {
  :root { --ink: #000; --soft: #444; --line: #bbb; --paper: #fff; --card: #fff; --good: #1a7f37; --bad: #b3151c;
    --careful: #7d5400; --busy: #0550ae; --idle: #777; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  .tools { display: none; }
  pre { max-height: none; overflow: visible; }
  h2, h3 { break-after: avoid; }
  tr, .log li, dl div { break-inside: avoid; }
  svg.chart rect { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
)css";
}

std::string_view report_script() {
  return R"js(
'use strict';
for (const tools of document.querySelectorAll('.tools')) {
  const words = tools.querySelector('input');
  const level = tools.querySelector('select');
  const count = tools.querySelector('output');
  const lines = Array.from(tools.nextElementSibling.children, (line) => ({
    line, text: line.textContent.toLowerCase(), gravity: Number(line.dataset.gravity)
  }));
  const filter = () => {
    const wanted = words.value.toLowerCase().split(' ').filter(Boolean);
    const least = Number(level.value);
    let shown = 0;
    for (const { line, text, gravity } of lines) {
      const fits = gravity >= least ? wanted.every((word) => text.includes(word)) : false;
      line.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    count.textContent = shown + ' of ' + lines.length + ' lines';
  };
  words.addEventListener('input', filter);
  level.addEventListener('change', filter);
  tools.hidden = false;
  filter();
}
)js";
}

std::string_view report_policy() {
  // A test says which sums are wanted when one of the texts has changed.
  return "default-src 'none'; style-src 'sha256-PgV77Djmg0HN8z1ye5zFguvzA1gdU6MUhRAa9TDsTOQ='; "
         "script-src 'sha256-/AxrW/DFLqT9T1DzAF3kxUV8N7Q2tlKA2Aai+90Bq2Y='; base-uri 'none'; form-action 'none'";
}

}  // namespace optrack
