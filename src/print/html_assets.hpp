// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace optrack {

/// What a report carries of its own: a style sheet, and a script that filters log lines. Neither holds `<` or `&`, so
/// that HTML and XML read the same.
std::string_view report_style();
std::string_view report_script();

/// The Content-Security-Policy under which a report is read: nothing is fetched, and of styles and scripts only
/// these two count, by their SHA-256. Source: CSP level 3, section 2.3.1.
std::string_view report_policy();

}  // namespace optrack
