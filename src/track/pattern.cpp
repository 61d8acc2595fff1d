// SPDX-License-Identifier: MIT
#include "track/pattern.hpp"

#include <utility>

#include <re2/re2.h>

namespace optrack {

tl::expected<Pattern, Pattern::Trouble> Pattern::read(std::string_view text) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_never_capture(true);
  auto expression = std::make_shared<const re2::RE2>(re2::StringPiece{text.data(), text.size()}, options);
  if (!expression->ok()) return tl::unexpected(Trouble{expression->error(), expression->error_arg()});
  return Pattern{std::move(expression)};
}

bool Pattern::found_in(std::string_view text) const {
  return re2::RE2::PartialMatch(re2::StringPiece{text.data(), text.size()}, *expression_);
}

}  // namespace optrack
