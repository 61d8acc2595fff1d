// SPDX-License-Identifier: MIT
#include "emulate/request_log.hpp"

#include <utility>

#include <nlohmann/json.hpp>

namespace optrack::emulate {

using Json = nlohmann::ordered_json;

void RequestLog::add(SeenRequest request) {
  static constexpr std::size_t kLongestTarget = 2'000;
  request.number = ++seen_;
  if (request.target.size() > kLongestTarget) request.target.resize(kLongestTarget);
  ++counts_.at(static_cast<std::size_t>(request.kind));
  requests_.push_back(std::move(request));
  if (requests_.size() > kKept) requests_.pop_front();
}

void RequestLog::reset() {
  requests_.clear();
  counts_.fill(0);
  seen_ = 0;
}

std::string RequestLog::json(Instant start) const {
  Json counts = Json::object();
  for (std::size_t i = 0; i < counts_.size(); ++i) counts[to_string(static_cast<RequestKind>(i))] = counts_[i];
  Json list = Json::array();
  for (const auto& request : requests_) {
    Json entry{{"number", request.number},
               {"kind", to_string(request.kind)},
               {"method", request.method},
               {"target", request.target}};
    if (!request.operation.empty()) entry["operation"] = request.operation;
    entry["at_ms"] = std::chrono::duration<double, std::milli>(request.at - start).count();
    entry["time"] = format_rfc3339(request.wall, 6);
    entry["status"] = request.status;
    if (!request.faults.empty()) entry["faults"] = request.faults;
    list.push_back(std::move(entry));
  }
  return Json{{"counts", std::move(counts)}, {"requests", std::move(list)}}.dump(-1, ' ', false,
                                                                                 Json::error_handler_t::replace);
}

}  // namespace optrack::emulate
