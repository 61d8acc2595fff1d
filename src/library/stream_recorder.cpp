// SPDX-License-Identifier: MIT
#include <exception>
#include <utility>

#include "optrack/tracked_stream.hpp"

namespace optrack {

StreamRecorder::StreamRecorder(OperationScope scope, StreamOptions options)
    : scope_(std::move(scope)), options_(std::move(options)) {}

StreamRecorder::~StreamRecorder() {
  if (scope_.ended()) return;
  try {
    tell();
  } catch (...) {  // `partial` is the caller's; the count of items is in the message below
    scope_.log("the partial result could not be made", "warning");
  }
  if (stopped_) return;  // the scope knows
  if (std::uncaught_exceptions() > exceptions_) {
    (void)scope_.fail("left by an exception after " + so_far());
  } else {
    (void)scope_.cancel("left after " + so_far());
  }
}

std::string StreamRecorder::so_far() const {
  const std::string count = std::to_string(count_);
  const std::string all = options_.total ? " of " + std::to_string(*options_.total) : "";
  return count + all + " " + options_.items;
}

void StreamRecorder::tell() {
  std::optional<double> percent;
  if (options_.total && *options_.total > 0) {
    percent = 100.0 * static_cast<double>(count_) / static_cast<double>(*options_.total);
  }
  JsonText partial =
      options_.partial ? options_.partial(count_) : JsonText{"{\"items\":" + std::to_string(count_) + "}"};
  scope_.so_far(percent, so_far(), std::move(partial), options_.result_type);
}

void StreamRecorder::item_done() {
  if (scope_.ended()) return;  // finished in the middle of the loop
  ++count_;
  if (scope_.is_due()) tell();
  stopped_ = scope_.cancelled();
  scope_.check();
}

void StreamRecorder::finish() {
  if (scope_.ended()) return;
  tell();
  (void)scope_.complete();
}

void StreamRecorder::fail_with_current_exception() {
  if (scope_.ended()) return;
  try {
    throw;
  } catch (const Cancelled&) {
    stopped_ = true;
  } catch (const std::exception& thrown) {
    tell();
    (void)scope_.fail(thrown.what());
  } catch (...) {
    tell();
    (void)scope_.fail("an exception of unknown type");
  }
}

}  // namespace optrack
