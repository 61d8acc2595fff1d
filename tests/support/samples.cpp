// SPDX-License-Identifier: MIT
#include "support/samples.hpp"

using namespace std::chrono_literals;

namespace optrack::test {

WallTime sample_time() { return WallTime{std::chrono::nanoseconds{1'772'352'005'123'456'700}}; }

Task sample_task() {
  return {"t2",
          "t1",
          "copy",
          "copy volume sda",
          Status::running,
          "Running",
          61.5,
          "860 MiB",
          sample_time(),
          sample_time() + 1s,
          {R"({"id":"sda","size":1})"}};
}

Resource sample_resource() { return {"r1", "Catlet", "web-01", "/v1/catlets/r1"}; }

LogEntry sample_log() { return {"l1", "t2", sample_time(), "warning", "disk is slow", "\x1b[33mdisk is slow"}; }

Operation sample_operation() {
  Operation operation;
  operation.id = "k3v9abcdef";
  operation.name = "web";
  operation.type = "catlets.create";
  operation.provider = "lab";
  operation.protocol = "eryph";
  operation.remote = {"1f0c", "/v1/operations/1f0c", "catlets.create"};
  operation.key = "key-1";
  operation.status = Status::failed;
  operation.raw_status = "Failed";
  operation.message = "Operation could not be completed";
  operation.progress = 46.5;
  operation.parent = "0000000000";
  operation.labels = {{"env", "dev"}, {"team", "a"}};
  operation.created = sample_time();
  operation.started = sample_time() + 1s;
  operation.ended = sample_time() + 52s;
  operation.cancel = CancelRequest{sample_time() + 50s, "manual", "not needed", "ann@host"};
  operation.outcome = Outcome{"exec", {R"({"return":7})"}, 7};
  operation.owner = {"ann", "host", 4711};
  return operation;
}

std::vector<EventBody> sample_bodies() {
  const WallTime time = sample_time();
  const Error error{ErrorKind::unreachable, "HTTP 502", 502};
  return {
      OperationSeen{"web",
                    "catlets.create",
                    "lab",
                    "1f0c",
                    Status::pending,
                    "Queued",
                    "/v1/operations/1f0c",
                    "0000000000",
                    {{"env", "dev"}}},
      OperationSeen{},
      StatusChanged{Status::pending, Status::running, "Running", "working", time, 4200ms},
      StatusChanged{},
      ProgressChanged{46.5, {12, 5, 2, 1}},
      ProgressChanged{},
      TaskNew{sample_task()},
      TaskNew{Task{"t1", "", "", "", Status::pending, "", {}, "", {}, {}, {}}},
      TaskUpdate{"t2", Status::running, Status::failed, 61.5, "disk full", "copy volume", 47s},
      TaskUpdate{"t2", {}, {}, {}, "", {}, {}},
      LogAdded{sample_log()},
      LogAdded{LogEntry{"l2", "", {}, "info", "", "\xff\xfe"}},
      ResourceNew{sample_resource()},
      ResourceNew{Resource{"r2", "", "", ""}},
      ResourceGone{sample_resource()},
      ResourceGone{Resource{"r2", "", "", ""}},
      CancelChanged{CancelState::requested, "manual", "not needed", "ann@host"},
      CancelChanged{CancelState::accepted, "", "", ""},
      CancelChanged{CancelState::refused, "manual", "too late", "ann@host"},
      LabelsChanged{{{"env", "prod"}}, {"old", "older"}, "ann@host"},
      LabelsChanged{},
      ResultReady{Status::failed, Outcome{"exec", {R"({"return":7})"}, 7}, "ended with 7", {"t2"}, 51s},
      ResultReady{},
      StreamStart{"0.1.0", {"k3v9abcdef"}, "ndjson", {"done"}, time},
      StreamStart{},
      Heartbeat{33s, {"t2"}, 500ms},
      Heartbeat{},
      PollTrouble{3, error, 8s, 37s},
      PollTrouble{1, Error{ErrorKind::timeout, "no answer", {}}, 0ms, 0ms},
      PollRecovered{37s},
      PollRecovered{},
      ConditionChanged{"progress>=50", "met"},
      ConditionChanged{"done", "impossible"},
      Notice{"log could not be fetched"},
      Notice{},
      StreamEnd{1, "failed", {{"failed", 1}}, {"optrack wait k3v9"}},
      StreamEnd{0, "ok", {}, {}},
  };
}

}  // namespace optrack::test
