// SPDX-License-Identifier: MIT
#include "optrack/error.hpp"

namespace optrack {

std::string_view to_string(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::usage:
      return "usage";
    case ErrorKind::denied:
      return "denied";
    case ErrorKind::not_found:
      return "not_found";
    case ErrorKind::unreachable:
      return "unreachable";
    case ErrorKind::protocol:
      return "protocol";
    case ErrorKind::timeout:
      return "timeout";
    case ErrorKind::stopped:
      return "stopped";
    case ErrorKind::conflict:
      return "conflict";
    case ErrorKind::local:
      return "local";
  }
  return "local";
}

}  // namespace optrack
