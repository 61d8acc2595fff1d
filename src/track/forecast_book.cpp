// SPDX-License-Identifier: MIT
#include "track/forecast_book.hpp"

namespace optrack {

std::shared_ptr<Forecast> ForecastBook::of(const std::string& provider, const std::string& type) {
  if (type.empty()) return nullptr;
  const auto [place, added] = forecasts_.try_emplace({provider, type});
  if (added) {
    // A registry that cannot be read is told about by others; without it one polls as if for the first time.
    place->second = std::make_shared<Forecast>(store_.durations(provider, type).value_or(std::vector<double>{}));
  }
  return place->second;
}

}  // namespace optrack
