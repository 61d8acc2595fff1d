// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace optrack::test {

/// A throw-away LXD daemon with one tiny image (busybox, a megabyte), in a temporary folder and on
/// a unix socket only. It ends with the object, and also when the test process is killed.
/// Where it cannot run (not installed, not root, no namespaces) `running()` is false:
///
///     LxdServer lxd;
///     if (!lxd.running()) { MESSAGE("skipped: " << lxd.why_not()); return; }   // ctest counts it as skipped
class LxdServer {
 public:
  LxdServer();
  ~LxdServer();
  LxdServer(const LxdServer&) = delete;
  LxdServer& operator=(const LxdServer&) = delete;

  [[nodiscard]] bool running() const { return why_not_.empty(); }
  /// One line for people; empty when it runs.
  [[nodiscard]] const std::string& why_not() const { return why_not_; }
  [[nodiscard]] std::string socket() const { return folder_ + "/lxd/unix.socket"; }
  /// The address for `optrack provider add --url`.
  [[nodiscard]] std::string url() const { return "unix:" + socket(); }
  /// Fingerprint of the image; its containers start with `security.privileged=true`.
  [[nodiscard]] const std::string& image() const { return image_; }

  /// Asks the server by curl, not by optrack: the body of the answer, whatever its status.
  /// `path` begins with "/1.0".
  [[nodiscard]] std::string ask(const std::string& method, const std::string& path, const std::string& body = {}) const;
  /// The same for a request that begins an operation: waits up to 60 s for its end and gives the
  /// operation as it then was.
  std::string ask_and_wait(const std::string& method, const std::string& path, const std::string& body = {}) const;
  /// Makes and starts a container from the image, ready for exec.
  void launch(const std::string& name) const;
  /// Ends the daemon without warning, as kill -9 does, and starts it again. Throws when that fails.
  void crash() const;
  void restart() const;
  /// A file of the daemon: "server.crt".
  [[nodiscard]] std::string file(const std::string& name) const { return folder_ + "/lxd/" + name; }

 private:
  std::string folder_;
  std::string image_;
  std::string why_not_;
};

}  // namespace optrack::test
