// SPDX-License-Identifier: MIT
#include "cli/help_topics.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "cli/exit_code.hpp"
#include "cli/help_text.hpp"

namespace optrack::cli {

namespace {

std::string exit_codes_text(int columns) {
  std::string text = "Exit codes of optrack (scripts may depend on them):\n\n";
  for (const ExitCodeRow& row : exit_codes()) {
    text += fmt::format("  {:>3}  {:<12} {}\n", number(row.code), row.name,
                        wrapped(row.meaning, 20, columns <= 0 ? 80 : std::min(columns, 100)));
  }
  text +=
      "\nOf several operations the gravest decides:\n"
      "  signals > 7 > 1 > 9 > 4 > 6 > 10 > 5 > 3 > 124 > 8 > 0\n"
      "\n"
      "--timeout-exit-code N             ends with N instead of 124\n"
      "--exit-code-map cancelled=0,124=75  changes any of them, by name or number\n"
      "--exit-code-from-result           ends with the exit code of the remote command\n";
  return text;
}

std::string selectors_text(int) {
  return
      R"(How operations are named on the command line, the same in every command:

  k3v9abcdef        the whole local id
  k3v9              a unique beginning of it, at least 4 characters
  web-deploy        a name: the active one, else the newest
  lab:4711          provider and remote id
  https://host/...  the poll address, when a provider's base address fits
  @last, @last:2    the newest one, the one before it
  @active, @failed  all that are active, all that failed
  label:k=v         all with this label
  name:GLOB         all whose name matches (* ? [a-z])
  children:SEL      those whose parent is SEL
  -                 one selector per line from standard input

They are tried in this order: id, name, prefix. An ambiguous selector lists its candidates (exit 2);
one that matches nothing is exit 5.
)";
}

std::string conditions_text(int) {
  return
      R"(--for CONDITION waits until something has come true of each operation; repeated: all must.

  done                  it has ended; the exit code says how (the default)
  success               it ended completed
  status=running        its status is this one
  task:NAME             a task with this id or name appeared
  task:NAME=completed   such a task got this status
  progress>=50          its percentage compares so: >= > = < <=
  log~REGEX             a log message matches (RE2)
  resource:TYPE         a resource of this type appeared
  /json/pointer=VALUE   this stands in its record, the result included: /result/id=7
  jq:PROGRAM            jq's last output for its record is neither false nor null

  a || b                one of them         !a     a can no longer come true

The journal counts from its beginning. An operation that met its conditions goes on; exit code 0.
A condition that can no longer come true ends its wait with 10:

  condition        completed  failed  cancelled  lost
  done                 0         1        3        5
  success              0        10       10       10
  !success            10         0        0        0
  status=failed       10         0       10       10
  task:x, not seen    10        10       10       10

--cancel-on LIST asks the server to cancel on timeout:5m, signal:INT or a condition, and waits for
the end; ',' is any, '+' all, '\,' and '\+' the characters: --cancel-on 'timeout:5m,log~panic'
)";
}

std::string events_text(int) {
  return
      R"(-o ndjson prints one JSON object per line (version 1). Readers ignore what they do not know.

Every line:        v, ts, type, ctx; op except for stream_*; seq when it is in the journal
Kept in journal:   operation, status, progress, task_new, task_update, log_entry,
                   resource_new, resource_gone, cancel, label, result
Of this wait only: stream_start, heartbeat, poll_error, poll_ok, condition, stream_end

seq counts 1, 2, 3, ... per operation without gaps. Times are RFC 3339 in UTC; "at" is the server's,
"ts" is when optrack saw it; durations end in _ms. Lines are at most 64 KiB: a longer message comes
in parts ("part", "parts").

The full description as JSON Schema: optrack schema events
)";
}

std::string durations_text(int) {
  return
      R"(Durations:  90s  5m  1h30m  250ms  2d  1.5h     a bare number is seconds
Times:      2026-03-01T08:00:05Z  2026-03-01T09:00:05.5+01:00     RFC 3339
            now  today  -2h     today begins at local midnight; -2h is two hours ago
)";
}

std::string output_text(int) {
  return
      R"(-o MODE, or MODE=FILE; may be repeated, one mode owns each stream:

  auto     github or gitlab in a job of theirs; tty on a terminal, except in CI; else plain
  tty      stderr: a live view on a terminal
  plain    stderr: one line per event
  github   stdout: plain, with groups, annotations, a summary and outputs
  gitlab   stdout: plain, with sections
  ndjson   stdout: events, one JSON object per line (optrack help events)
  json     stdout: one document at the end
  id       stdout: ids only
  exec=CMD events as NDJSON on the stdin of a command
  quiet    nothing
  html     a report for people: html=FILE
  junit    the same for CI systems: junit=FILE

Data goes to stdout, conversation to stderr. --json and --jq print JSON (optrack help json).

Colour: --color, then NO_COLOR, CLICOLOR_FORCE or FORCE_COLOR, CLICOLOR=0, TERM=dumb, then whether
it is a terminal. Meaning is never carried by colour alone. --ascii draws with ASCII marks.
)";
}

std::string fields_and_filters_text(int) {
  return
      R"(--json FIELDS    JSON with these fields, in this order; 'all' for every one. optrack COMMAND --help
                 names them, and so does an error about one that does not exist.
--jq PROGRAM     what this jq program makes of the JSON; without --json it is given all fields. A
                 string is printed as it is, anything else as JSON on one line, one per output.

  optrack status @last --json id,status,progress
  optrack list --jq '.[] | select(.status == "failed") | .id'
  optrack wait web -o ndjson --jq 'select(.type == "log_entry").message'

A command prints one document, an array where there may be several things. With -o ndjson the
program is given each line alone, as it comes. Files of -o get everything. A mode that prints
something else to stdout (-o id, -o github) goes neither with --json nor with --jq.

On a terminal strings are made harmless; through a pipe they are the bytes that the server sent.
jq holds numbers as doubles: whole numbers beyond 2^53 come as strings. Ids are strings anyway.

A wrong field or program is told of (exit 2) before anything is started or asked. A program that
fails on the data, or takes too much, is exit 7; what it printed before stays printed. A wait with
-o ndjson goes on with the next event, tells each message once on stderr, and ends with 7.
A document may take 30 s of processor time and 4 GiB of memory, a line of ndjson 1 s and 512 MiB.
)";
}

std::string configuration_text(int) {
  return
      R"(An option's value comes from the first of:

  1. the command line                      --max-outage 1m
  2. the environment                       OPTRACK_MAX_OUTAGE=1m
  3. the context                           "settings" in contexts/NAME.json
  4. the configuration                     "settings" in config.json
  5. the default

Files are in $XDG_CONFIG_HOME/optrack (~/.config/optrack), registries in $XDG_STATE_HOME/optrack
(~/.local/state/optrack); --config DIR and --state-dir DIR move them. Comments are allowed.

config.json
  { "context": "dev", "settings": { "max-outage": "1m", "utc": true } }

contexts/dev.json
  { "description": "the lab",
    "default_provider": "lab",
    "settings": { "interval": "5s" },
    "providers": {
      "lab": { "protocol": "eryph", "url": "https://lab.example/compute",
               "token_file": "/run/secrets/lab" } } }

A provider has at most one of token_file, token_env, token_command, or user with password_file;
secrets themselves do not belong into configuration. cacert names a file of certificates.

The context is the first of: -C, OPTRACK_CONTEXT, "context" in .optrack.json in this folder or one
above (which may hold nothing else), 'optrack context use', default.

--insecure, --on and -y are taken from the command line only. 'optrack doctor' shows where each
value comes from.
)";
}

std::string environment_text(int) {
  return
      R"(OPTRACK_<OPTION>     value of --<option>: OPTRACK_TIMEOUT, OPTRACK_MAX_OUTAGE, OPTRACK_CONTEXT;
                     empty is unset; not for --insecure, --on, -y
OPTRACK_LEASE        how long a process that waits may be silent before another one takes over
                     asking the server (15s; the same for all processes of a registry)
XDG_CONFIG_HOME      folder above optrack/config.json
XDG_STATE_HOME       folder above optrack/<context>.db
NO_COLOR, CLICOLOR, CLICOLOR_FORCE, FORCE_COLOR, TERM
                     whether to use colour
LC_ALL, LC_CTYPE, LANG
                     whether the output may hold characters beyond ASCII
TZ                   time zone of shown times
COLUMNS, LINES       size of a terminal that does not tell
HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY
                     proxies (lower case too)
)";
}

constexpr std::array kTopics{
    HelpTopic{"conditions", "what --for and --cancel-on take", conditions_text},
    HelpTopic{"configuration", "files, and which value wins", configuration_text},
    HelpTopic{"durations", "how durations and times are written", durations_text},
    HelpTopic{"environment", "variables that are read", environment_text},
    HelpTopic{"events", "the lines of -o ndjson", events_text},
    HelpTopic{"exit-codes", "what optrack ends with", exit_codes_text},
    HelpTopic{"json", "--json FIELDS and --jq PROGRAM", fields_and_filters_text},
    HelpTopic{"output", "modes of -o, colour", output_text},
    HelpTopic{"selectors", "how operations are named", selectors_text},
};

}  // namespace

std::span<const HelpTopic> help_topics() { return kTopics; }

const HelpTopic* find_topic(std::string_view name) {
  const auto found =
      std::find_if(kTopics.begin(), kTopics.end(), [name](const HelpTopic& topic) { return topic.name == name; });
  return found == kTopics.end() ? nullptr : &*found;
}

std::string topic_names() {
  std::string names;
  for (const HelpTopic& topic : kTopics) names += (names.empty() ? "" : ", ") + std::string{topic.name};
  return names;
}

}  // namespace optrack::cli
