// SPDX-License-Identifier: MIT
#include "net/curl_transport.hpp"

#include <curl/curl.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <optional>
#include <utility>

#include "net/credentials.hpp"
#include "net/redirect.hpp"
#include "net/transfer.hpp"

namespace optrack {
namespace {

constexpr Milliseconds kLongestIdle{60'000};

/// One endpoint with its secret and the requests that wait for their turn.
struct Lane {
  explicit Lane(Endpoint of) : endpoint(std::move(of)), credentials(endpoint.credential) {}

  Endpoint endpoint;
  Credentials credentials;
  std::deque<Ticket> waiting;
  std::size_t active = 0;
  std::vector<std::unique_ptr<Transfer>> idle;  ///< For the next requests.
};

/// One request of a caller, from `send` to its callback.
struct Job {
  Job(Ticket of, Lane& on, Transport::Done then, Milliseconds limit, Request what)
      : ticket(of), lane(on), done(std::move(then)), time_limit(limit), request(std::move(what)) {}

  Ticket ticket;
  Lane& lane;
  Transport::Done done;
  Milliseconds time_limit;
  Request request;                     ///< Until `transfer` carries it.
  std::unique_ptr<Transfer> transfer;  ///< Once it is this request's turn.
  Instant deadline{};
  bool is_active = false;
  bool renewed = false;
};

struct Completed {
  Ticket ticket;
  Transport::Done done;
  Result<Response> result;
};

struct FreeMulti {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};

bool is_method(const std::string& method) {
  constexpr std::array<std::string_view, 6> kMethods{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"};
  return std::find(kMethods.begin(), kMethods.end(), method) != kMethods.end();
}

bool sends_body(const Request& request) {
  return !request.body.empty() || request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
}

Result<Hop> first_hop(const Request& request, const Endpoint& endpoint) {
  if (!is_method(request.method)) return fail(ErrorKind::usage, "no such request method: " + request.method);
  Result<Url> url = endpoint.name.empty() ? parse_url(request.target) : resolve(endpoint, request.target);
  if (!url) return fail(std::move(url).error());
  Hop hop;
  hop.url = *std::move(url);
  hop.method = request.method;
  hop.with_body = sends_body(request);
  hop.is_trusted = endpoint.name.empty() || hop.url.origin == endpoint.base.origin;
  hop.leave_origin = request.leave_origin;
  return hop;
}

class CurlTransport final : public Transport {
 public:
  CurlTransport(const TransportOptions& options, const std::vector<Endpoint>& endpoints, const Clock& clock)
      : options_(options), clock_(clock) {
    lanes_.try_emplace("", Endpoint{});
    for (const Endpoint& endpoint : endpoints) lanes_.try_emplace(endpoint.name, endpoint);
  }
  CurlTransport(const CurlTransport&) = delete;
  CurlTransport& operator=(const CurlTransport&) = delete;
  ~CurlTransport() override {
    for (auto& [ticket, job] : jobs_) withdraw(job);
  }

  Ticket send(Request request, Done done) override;
  void cancel(Ticket ticket) override;
  void wait(Instant until) override;
  void wake_on(int descriptor) override { wake_ = descriptor; }

 private:
  void begin_waiting();
  /// Gives `job` what it is sent with.
  [[nodiscard]] static Result<void> board(Job& job);
  /// Hands the present hop of `job` to libcurl.
  [[nodiscard]] Result<void> dispatch(Job& job);
  [[nodiscard]] Result<std::string> secret_for(Job& job);
  void withdraw(Job& job);
  /// Moves all transfers along and looks after those that ended.
  void collect();
  void ended(Job& job, int code);
  /// Whether the request continues with another hop or another secret, already set in `job`.
  [[nodiscard]] Result<bool> goes_on(Job& job, const Response& response);
  void complete(Job& job, Result<Response> result);
  /// Runs the callbacks of what is complete; false when there was nothing.
  bool deliver();
  /// Sleeps until a socket moves or `limit` is over; true when the descriptor to wake on is readable.
  [[nodiscard]] bool sleep(Milliseconds limit);
  CURLM* multi();

  TransportOptions options_;
  const Clock& clock_;
  int wake_ = -1;
  Ticket last_ = 0;
  std::map<std::string, Lane, std::less<>> lanes_;
  std::unique_ptr<CURLM, FreeMulti> multi_;
  std::map<Ticket, Job> jobs_;
  std::deque<Completed> completed_;
};

CURLM* CurlTransport::multi() {
  if (multi_) return multi_.get();
  static const CURLcode kReady = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (kReady != CURLE_OK) return nullptr;
  multi_.reset(curl_multi_init());
  const std::size_t most = options_.max_connections * lanes_.size();
  if (multi_) curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, static_cast<long>(most));
  return multi_.get();
}

Ticket CurlTransport::send(Request request, Done done) {
  const Ticket ticket = ++last_;
  const auto lane = lanes_.find(request.provider);
  if (lane == lanes_.end()) {
    completed_.push_back({ticket, std::move(done), fail(ErrorKind::usage, "no such provider: " + request.provider)});
    return ticket;
  }
  const Milliseconds limit = request.timeout.value_or(options_.request_timeout);
  jobs_.try_emplace(ticket, ticket, lane->second, std::move(done), limit, std::move(request));
  lane->second.waiting.push_back(ticket);
  return ticket;
}

void CurlTransport::cancel(Ticket ticket) {
  std::erase_if(completed_, [ticket](const Completed& completed) { return completed.ticket == ticket; });
  const auto job = jobs_.find(ticket);
  if (job == jobs_.end()) return;
  withdraw(job->second);
  jobs_.erase(job);
}

void CurlTransport::wait(Instant until) {
  while (true) {
    begin_waiting();
    collect();
    if (deliver()) return;
    const Instant now = clock_.now();
    if (now >= until || sleep(std::chrono::ceil<Milliseconds>(std::min<Instant::duration>(until - now, kLongestIdle))))
      return;
  }
}

void CurlTransport::begin_waiting() {
  for (auto& [name, lane] : lanes_) {
    while (lane.active < options_.max_connections && !lane.waiting.empty()) {
      const auto job = jobs_.find(lane.waiting.front());
      lane.waiting.pop_front();
      if (job == jobs_.end()) continue;  // Cancelled.
      if (Result<void> sent = dispatch(job->second); !sent) complete(job->second, fail(std::move(sent).error()));
    }
  }
}

Result<void> CurlTransport::board(Job& job) {
  Result<Hop> hop = first_hop(job.request, job.lane.endpoint);
  if (!hop) return fail(std::move(hop).error());
  if (job.lane.idle.empty()) {
    job.transfer = std::make_unique<Transfer>(job.lane.endpoint);
  } else {
    job.transfer = std::move(job.lane.idle.back());
    job.lane.idle.pop_back();
  }
  job.transfer->carry(std::move(job.request), *std::move(hop));
  return {};
}

Result<void> CurlTransport::dispatch(Job& job) {
  if (multi() == nullptr) return fail(ErrorKind::local, "libcurl cannot be used");
  if (!job.transfer) {
    if (Result<void> boarded = board(job); !boarded) return boarded;
  }
  Result<std::string> secret = secret_for(job);
  if (!secret) return fail(std::move(secret).error());
  const bool is_first = job.transfer->hop().count == 0;
  const Instant now = clock_.now();
  if (is_first) job.deadline = now + job.time_limit;
  const Milliseconds left = is_first ? job.time_limit : std::chrono::ceil<Milliseconds>(job.deadline - now);
  Result<void> prepared =
      job.transfer->prepare({*std::move(secret), left, options_.connect_timeout, options_.body_limit});
  if (!prepared) return prepared;
  curl_easy_setopt(job.transfer->handle(), CURLOPT_PRIVATE, &job);
  if (curl_multi_add_handle(multi(), job.transfer->handle()) != CURLM_OK)
    return fail(ErrorKind::local, "out of memory");
  job.is_active = true;
  ++job.lane.active;
  return {};
}

Result<std::string> CurlTransport::secret_for(Job& job) {
  const Endpoint& endpoint = job.lane.endpoint;
  if (!job.transfer->hop().is_trusted || endpoint.credential.kind == Credential::Kind::none) return std::string{};
  if (!is_private(endpoint)) {
    return fail(ErrorKind::denied, "the credential of provider " + endpoint.name + " is not sent unencrypted to " +
                                       to_string(endpoint.base.origin) + "; use https");
  }
  return job.lane.credentials.authorization(clock_, wake_);
}

void CurlTransport::withdraw(Job& job) {
  if (!job.is_active) return;
  curl_multi_remove_handle(multi_.get(), job.transfer->handle());
  job.is_active = false;
  --job.lane.active;
}

void CurlTransport::collect() {
  if (!multi_) return;
  int running = 0;
  curl_multi_perform(multi_.get(), &running);
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode code = message->data.result;
    Job* job = nullptr;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &job);
    ended(*job, code);
  }
}

void CurlTransport::ended(Job& job, int code) {
  withdraw(job);
  Result<Response> result = job.transfer->finish(code);
  if (result) {
    Result<bool> more = goes_on(job, *result);
    if (more && *more) {
      const Result<void> sent = dispatch(job);
      if (sent) return;
      more = fail(sent.error());
    }
    if (!more) result = fail(std::move(more).error());
  }
  complete(job, std::move(result));
}

Result<bool> CurlTransport::goes_on(Job& job, const Response& response) {
  const std::string& refused = job.transfer->authorization();
  if (response.status == 401 && !refused.empty() && !job.renewed) {
    job.renewed = true;
    const auto other = job.lane.credentials.another(refused, clock_, wake_);
    if (!other)
      return fail(ErrorKind::denied, "the token was refused, and there is no new one: " + other.error().message, 401);
    return other->has_value();
  }
  std::optional<std::string> location;
  if (const auto header = response.header("Location")) location = std::string{*header};
  Result<std::optional<Hop>> next = next_hop(job.transfer->hop(), response.status, location);
  if (!next) return fail(std::move(next).error());
  if (!next->has_value()) return false;
  job.transfer->go_to(**std::move(next));
  return true;
}

void CurlTransport::complete(Job& job, Result<Response> result) {
  const Ticket ticket = job.ticket;
  if (job.transfer) job.lane.idle.push_back(std::move(job.transfer));
  completed_.push_back({ticket, std::move(job.done), std::move(result)});
  jobs_.erase(ticket);
}

bool CurlTransport::deliver() {
  // What a callback sends and fails at once waits for the next round: no endless loop in here.
  std::size_t count = completed_.size();
  const bool any = count > 0;
  for (; count > 0 && !completed_.empty(); --count) {
    Completed next = std::move(completed_.front());
    completed_.pop_front();
    next.done(std::move(next.result));
  }
  return any;
}

bool CurlTransport::sleep(Milliseconds limit) {
  const int milliseconds = static_cast<int>(limit.count());
  if (!multi_) {
    pollfd waiting{wake_, POLLIN, 0};
    return ::poll(&waiting, 1, milliseconds) > 0;
  }
  curl_waitfd waiting{wake_, CURL_WAIT_POLLIN, 0};
  curl_multi_poll(multi_.get(), &waiting, wake_ >= 0 ? 1 : 0, milliseconds, nullptr);
  return waiting.revents != 0;
}

}  // namespace

std::unique_ptr<Transport> make_curl_transport(const TransportOptions& options, const std::vector<Endpoint>& endpoints,
                                               const Clock& clock) {
  return std::make_unique<CurlTransport>(options, endpoints, clock);
}

}  // namespace optrack
