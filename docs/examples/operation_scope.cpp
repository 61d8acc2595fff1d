// SPDX-License-Identifier: MIT
// Work of this process as operations: others list them, read their logs and wait for them.
// usage: operation_scope [fail|die]
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include "optrack/tracker.hpp"

namespace {

int complain(const optrack::Error& error) {
  std::fprintf(stderr, "%s\n", error.message.c_str());
  return 1;
}

void import(optrack::Tracker& tracker, optrack::OperationScope& scope, const std::string& trouble) {
  scope.log("connecting");
  const std::string task = scope.begin_task("copy tables");
  {
    // Has the import as its parent; completed at the end of this block.
    auto inner = tracker.scope("import-users", {.type = "data.copy"});
    if (!inner) throw std::runtime_error(inner.error().message);
    inner->progress(50, "7 of 14 tables");
    if (trouble == "fail") throw std::runtime_error("table users is locked");
    if (trouble == "die") std::_Exit(9);  // both stay running, until somebody waits for them
  }
  scope.end_task(task);
  scope.resource({"users", "table", "users", {}});
  scope.result({R"({"rows":14})"}, "rows");
}

}  // namespace

int main(int argc, char** argv) {
  const std::string trouble = argc > 1 ? argv[1] : "";
  auto tracker = optrack::Tracker::open({});
  if (!tracker) return complain(tracker.error());
  try {
    const auto done = tracker->perform("import", {.type = "data.import", .labels = {{"env", "dev"}}},
                                       [&](optrack::OperationScope& scope) { import(*tracker, scope, trouble); });
    if (!done) return complain(done.error());
  } catch (const std::exception& thrown) {
    std::printf("thrown: %s\n", thrown.what());
  }
  for (const char* name : {"import", "import-users"}) {
    const auto record = tracker->find(name);
    if (!record || !*record) return 1;
    std::printf("%s: %s%s%s\n", name, optrack::to_string((*record)->status).data(),
                (*record)->message.empty() ? "" : ", ", (*record)->message.c_str());
  }
  return 0;
}
