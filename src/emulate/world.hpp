// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "emulate/timeline.hpp"

namespace optrack::emulate {

/// The two readings of one moment.
struct Moment {
  Instant steady;
  WallTime wall;
};

struct Catlet {
  std::string id;
  std::string name;
  std::string status;  ///< "Pending", "Stopped", "Running", "Error".
};

/// Limits that keep a long-running emulator small.
struct WorldLimits {
  std::chrono::nanoseconds retention = std::chrono::hours{1};  ///< How long a final operation is remembered.
  std::size_t most_operations = 100'000;                       ///< Beyond, the longest final ones are forgotten early.
};

/// What a client asks to be begun.
struct BeginOperation {
  std::string type;       ///< "catlets.create", …
  std::string id;         ///< Wanted id in lower case; empty: made up.
  std::string catlet_id;  ///< The catlet it concerns; empty: none. A creation gets a new one.
  std::string name;       ///< Catlet name.
  JsonText configuration;
};

/// Operations and catlets of an emulated server. Moves on only when told the time. Not thread-safe.
class World {
 public:
  World(Scenario scenario, double speed, std::uint64_t seed, WorldLimits limits);

  /// Lets operations that ended have their effect and forgets old ones.
  /// \return Ids of the operations forgotten.
  std::vector<std::string> advance(Moment now);

  /// Begins an operation and returns its id. An id in use begins nothing.
  std::string begin(BeginOperation wanted, Moment now);

  /// The operation as JSON; nothing for an unknown one.
  [[nodiscard]] std::optional<nlohmann::ordered_json> operation(const std::string& id, Moment now,
                                                                const OperationView& view) const;

  [[nodiscard]] bool has_operation(const std::string& id) const { return operations_.contains(id); }
  [[nodiscard]] std::size_t size() const { return operations_.size(); }

  /// Every operation, ordered by id.
  [[nodiscard]] nlohmann::ordered_json operations(Moment now, const OperationView& view) const;

  /// \return False when the call is to be answered with 404.
  bool cancel(const std::string& id, Moment now);

  [[nodiscard]] const std::map<std::string, Catlet>& catlets() const { return catlets_; }
  [[nodiscard]] const Catlet* catlet(const std::string& id) const;
  [[nodiscard]] bool name_taken(const std::string& name) const;

 private:
  struct Record {
    std::string type;
    OperationTimeline timeline;
    Instant created;
  };

  void settle(const Record& record);
  void forget(const std::string& id, std::vector<std::string>& forgotten);

  Scenario scenario_;
  double speed_;
  std::uint64_t seed_;
  WorldLimits limits_;
  std::uint64_t begun_ = 0;
  std::map<std::string, Record> operations_;
  std::multimap<Instant, std::string> ends_;      ///< When operations end; a cancel adds an earlier entry.
  std::multimap<Instant, std::string> finished_;  ///< Settled operations by their end.
  std::map<std::string, Catlet> catlets_;
  std::map<std::string, std::string> names_;  ///< Catlet name to id.
};

}  // namespace optrack::emulate
