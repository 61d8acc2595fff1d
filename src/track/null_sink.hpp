// SPDX-License-Identifier: MIT
#pragma once

#include "optrack/event.hpp"

namespace optrack {

/// A sink for when nobody looks.
class NullSink final : public EventSink {
 public:
  void on(const Event& /*event*/) override {}
};

}  // namespace optrack
