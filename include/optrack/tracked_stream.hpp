// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <iterator>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "optrack/operation_scope.hpp"

namespace optrack {

/// How a stream of items is recorded.
struct StreamOptions {
  std::optional<std::uint64_t> total = {};  ///< Number of items; absent: the range's own size where it has one.
  std::string items = "items";              ///< What they are called: "120 of 300 rows".
  /// The result of the items so far, one JSON value; asked only when it is written. Empty: `{"items": 120}`.
  std::function<JsonText(std::uint64_t count)> partial = {};
  std::string result_type = {};  ///< Of the partial result and the result.
  ScopeOptions scope = {};       ///< `at_most_every` is how often progress is written.
};

/// Counts the items of a stream into an operation: the part of `TrackedStream` that does not depend on the items.
class StreamRecorder {
 public:
  StreamRecorder(OperationScope scope, StreamOptions options);
  StreamRecorder(StreamRecorder&& other) noexcept = default;
  StreamRecorder& operator=(StreamRecorder&&) = delete;
  StreamRecorder(const StreamRecorder&) = delete;
  StreamRecorder& operator=(const StreamRecorder&) = delete;
  ~StreamRecorder();

  /// One more item is done. Throws `Cancelled` when cancellation was asked for.
  void item_done();
  /// The stream is over: the operation is completed.
  void finish();
  /// The stream broke: the operation failed, with the text of the exception that is being handled.
  void fail_with_current_exception();

  /// The operation, for log lines and tasks.
  [[nodiscard]] OperationScope& scope() { return scope_; }
  /// Items done.
  [[nodiscard]] std::uint64_t count() const { return count_; }

 private:
  void tell();
  [[nodiscard]] std::string so_far() const;

  OperationScope scope_;
  StreamOptions options_;
  std::uint64_t count_ = 0;
  int exceptions_ = std::uncaught_exceptions();  ///< Under way when it was made.
  bool stopped_ = false;                         ///< By a cancellation.
};

/// A range whose items are counted into an operation of this process while they flow: progress and partial
/// result are recorded at most every `ScopeOptions::at_most_every`, an item itself costs no transaction. An item counts
/// as done when the next one is asked for. The operation
/// - completes when the range is exhausted, or with `finish`;
/// - fails when the range throws, with the exception's text, and when the loop is left by an exception;
/// - is cancelled when cancellation was asked for, by `Cancelled` thrown between two items, and when the loop is left
///   early without `finish`.
///
/// Made by `Tracker::stream`. Keep it in a variable while it is iterated, once.
/// \tparam Range  What `std::begin` and `std::end` take; a reference borrows it.
template <typename Range>
class TrackedStream {
  using Inner = decltype(std::begin(std::declval<std::remove_reference_t<Range>&>()));

 public:
  /// Marks the end.
  using Sentinel = std::default_sentinel_t;

  /// An input iterator over the range.
  class Iterator {
   public:
    // Names of the standard library.
    using value_type = typename std::iterator_traits<Inner>::value_type;  // NOLINT(readability-identifier-naming)
    using difference_type = std::ptrdiff_t;                               // NOLINT(readability-identifier-naming)

    Iterator(TrackedStream& stream, Inner at) : stream_(&stream), at_(std::move(at)) {}
    Iterator(Iterator&&) noexcept = default;
    Iterator& operator=(Iterator&&) noexcept = default;

    decltype(auto) operator*() const { return *at_; }
    Iterator& operator++() {
      stream_->recorder_.item_done();
      stream_->guarded([this] { ++at_; });
      if (is_at_end()) stream_->recorder_.finish();
      return *this;
    }
    void operator++(int) { ++*this; }
    friend bool operator==(const Iterator& iterator, Sentinel /*end*/) { return iterator.is_at_end(); }

   private:
    [[nodiscard]] bool is_at_end() const { return at_ == std::end(stream_->range_); }

    TrackedStream* stream_;
    Inner at_;
  };

  TrackedStream(Range&& range, StreamRecorder recorder)
      : range_(std::forward<Range>(range)), recorder_(std::move(recorder)) {}

  /// The first item; an empty range completes at once.
  [[nodiscard]] Iterator begin() {
    std::optional<Iterator> first;
    guarded([&] { first.emplace(*this, std::begin(range_)); });
    if (*first == Sentinel{}) recorder_.finish();
    return std::move(*first);
  }
  /// Where it ends.
  [[nodiscard]] Sentinel end() const { return {}; }

  /// The operation, for log lines and tasks.
  [[nodiscard]] OperationScope& scope() { return recorder_.scope(); }
  /// Items done.
  [[nodiscard]] std::uint64_t count() const { return recorder_.count(); }
  /// Completes the operation although items may be left.
  void finish() { recorder_.finish(); }

 private:
  template <typename Step>
  void guarded(Step&& step) {
    try {
      std::forward<Step>(step)();
    } catch (...) {
      recorder_.fail_with_current_exception();
      throw;
    }
  }

  Range range_;
  StreamRecorder recorder_;
};

}  // namespace optrack
