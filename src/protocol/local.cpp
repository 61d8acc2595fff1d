// SPDX-License-Identifier: MIT
#include "protocol/local.hpp"

namespace optrack {
namespace {

tl::unexpected<Error> no_server() {
  return fail(ErrorKind::usage, "a local operation has no server: the process that runs it starts and ends it");
}

class LocalProtocol final : public Protocol {
 public:
  [[nodiscard]] std::string_view name() const override { return "local"; }

  [[nodiscard]] Traits traits(std::string_view /*operation_type*/) const override {
    Traits traits;
    traits.can_cancel = true;
    traits.journal_only = true;
    return traits;
  }

  [[nodiscard]] std::span<const OperationType> types() const override { return {}; }

  [[nodiscard]] Exchange<Started> start(const StartCall& /*call*/) const override { return no_server(); }

  [[nodiscard]] Exchange<Observation> poll(const Remote& /*remote*/, const PollContext& /*context*/) const override {
    return Observation{};
  }

  [[nodiscard]] Exchange<CancelReply> cancel(const Remote& /*remote*/, const PollContext& /*context*/) const override {
    return CancelReply{CancelReply::Kind::accepted, "left in the registry for the process that runs it"};
  }

  [[nodiscard]] Exchange<std::optional<Started>> find_by_key(const std::string& /*key*/,
                                                             const PollContext& /*context*/) const override {
    return no_server();
  }

  [[nodiscard]] Exchange<std::vector<RemoteOperation>> list(const PollContext& /*context*/,
                                                            std::size_t /*limit*/) const override {
    return std::vector<RemoteOperation>{};
  }

  [[nodiscard]] Exchange<ServerInfo> probe(const PollContext& /*context*/) const override { return no_server(); }

  [[nodiscard]] std::optional<Remote> remote_from(std::string_view id_or_path) const override {
    if (id_or_path.empty() || id_or_path.find('/') != std::string_view::npos) return std::nullopt;
    return Remote{std::string{id_or_path}, {}, {}};
  }
};

}  // namespace

const Protocol& local_protocol() {
  static const LocalProtocol kProtocol;
  return kProtocol;
}

}  // namespace optrack
