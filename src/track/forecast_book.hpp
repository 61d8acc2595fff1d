// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "optrack/store.hpp"
#include "track/forecast.hpp"

namespace optrack {

/// The forecasts of all operation types of one wait: each history is read once, each plan made once.
/// Used by one thread; the store must outlive it.
class ForecastBook {
 public:
  explicit ForecastBook(Store& store) : store_(store) {}

  /// Of operations of `type` at `provider`; without a history when there is none, or it cannot be read.
  /// Null for an empty type.
  std::shared_ptr<Forecast> of(const std::string& provider, const std::string& type);

 private:
  Store& store_;
  std::map<std::pair<std::string, std::string>, std::shared_ptr<Forecast>> forecasts_;
};

}  // namespace optrack
