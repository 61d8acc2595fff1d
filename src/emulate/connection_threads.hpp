// SPDX-License-Identifier: MIT
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include <httplib.h>

namespace optrack::emulate {

/// Gives every open connection a thread of its own. httplib's own pool has a fixed size, and idle
/// connections that are kept open would starve the others.
class ConnectionThreads final : public httplib::TaskQueue {
 public:
  ConnectionThreads() = default;
  ConnectionThreads(const ConnectionThreads&) = delete;
  ConnectionThreads& operator=(const ConnectionThreads&) = delete;
  ~ConnectionThreads() override { shutdown(); }
  void enqueue(std::function<void()> task) override;
  void shutdown() override;

 private:
  void work();

  static constexpr std::size_t kMost = 2'048;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> tasks_;
  std::vector<std::thread> threads_;
  std::size_t idle_ = 0;
  bool stopping_ = false;
};

}  // namespace optrack::emulate
