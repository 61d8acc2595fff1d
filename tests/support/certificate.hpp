// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>
#include <string>

#include "support/run_program.hpp"
#include "system/child.hpp"
#include "system/system_clock.hpp"

namespace optrack::test {

/// A certificate for 127.0.0.1 signed by itself, made on the spot.
struct Certificate {
  explicit Certificate(const std::string& subject = "IP:127.0.0.1") {
    const SystemClock clock;
    const auto made =
        run_child({.arguments = {"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                                 "-nodes", "-keyout", key, "-out", file, "-days", "2", "-subj", "/CN=optrack-test",
                                 "-addext", "subjectAltName=" + subject}},
                  clock);
    if (!made || made->status != 0) throw std::runtime_error("openssl makes no certificate");
  }
  TempFolder folder;
  std::string file = folder.path() / "cert.pem";
  std::string key = folder.path() / "key.pem";
};

}  // namespace optrack::test
