// SPDX-License-Identifier: MIT
#include "emulate/http_server.hpp"

#include <cerrno>
#include <cstring>
#include <system_error>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "emulate/connection.hpp"
#include "emulate/connection_threads.hpp"

namespace optrack::emulate {
namespace {

using namespace std::chrono_literals;

constexpr auto kKeepOpen = 120s;
constexpr std::size_t kLargestBody = 16U << 20U;

/// The connection the current thread serves: httplib hands handlers no stream.
thread_local Connection* t_connection = nullptr;

Call make_call(const httplib::Request& request) {
  Call call;
  call.method = request.method;
  call.path = request.path;
  call.target = request.target;
  for (const auto& [key, value] : request.params) call.query.emplace(key, value);
  call.authorization = request.get_header_value("Authorization");
  call.content_type = request.get_header_value("Content-Type");
  call.request_id = request.get_header_value("x-ms-client-request-id");
  call.host = request.get_header_value("Host");
  call.body = request.body;
  return call;
}

void fill(httplib::Response& response, const Answer& answer) {
  response.status = answer.status;
  for (const auto& [name, value] : answer.headers) response.set_header(name, value);
  if (!answer.body.empty()) response.set_content(answer.body, answer.content_type);
}

/// Header fields that would let httplib read or write other bytes than those meant here.
void tame(httplib::Request& request) {
  request.headers.erase("Accept-Encoding");
  request.headers.erase("Range");
  // Without a length httplib would read until the connection ends; HTTP says there is no body. Source: RFC 9112, 6.3.
  if (!request.has_header("Content-Length") && !request.has_header("Transfer-Encoding")) {
    request.headers.emplace("Content-Length", "0");
  }
}

bool somebody_listens(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  const UniqueFd probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  return ::connect(probe.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

/// Removes a socket left behind; touches nothing else.
Result<void> clear_unix_path(const std::string& path) {
  if (path.size() >= sizeof(sockaddr_un{}.sun_path))
    return fail(ErrorKind::usage, fmt::format("socket path {} is too long", path));
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return {};
  if (!S_ISSOCK(status.st_mode)) return fail(ErrorKind::local, fmt::format("{} exists and is not a socket", path));
  if (somebody_listens(path)) return fail(ErrorKind::local, fmt::format("another program listens on {}", path));
  ::unlink(path.c_str());
  return {};
}

Result<void> cannot_listen(std::string_view where, int trouble) {
  return fail(ErrorKind::local,
              fmt::format("cannot listen on {}: {}", where, std::generic_category().message(trouble)));
}

}  // namespace

class HttpServer::Impl final : public httplib::Server {
 public:
  explicit Impl(Answering handler) : handler_(std::move(handler)), wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    new_task_queue = [] { return new ConnectionThreads; };
    set_payload_max_length(kLargestBody);
    set_keep_alive_max_count(1'000'000'000);
    set_keep_alive_timeout(kKeepOpen.count());
    set_tcp_nodelay(true);
    set_socket_options([](socket_t socket) {
      const int yes = 1;
      ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    const auto handle = [this](const httplib::Request& request, httplib::Response& response) {
      serve(request, response);
    };
    Get(".*", handle);
    Post(".*", handle);
    Put(".*", handle);
    Delete(".*", handle);
  }

  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() override { stop_all(); }

  Result<void> begin(const ListenAddress& address) {
    auto bound = address.unix_path.empty() ? bind_tcp(address.port) : bind_unix(address.unix_path);
    if (!bound) return bound;
    // More connections may arrive at one moment than the 5 httplib queues.
    ::listen(svr_sock_, 1024);
    listener_ = std::thread([this] { listen_after_bind(); });
    while (!is_running()) std::this_thread::sleep_for(1ms);
    return {};
  }

  void stop_all() {
    if (!listener_.joinable()) return;
    const std::uint64_t one = 1;
    stopping_ = true;
    if (::write(wake_.get(), &one, sizeof one) < 0) return;  // Cannot fail: the counter is never near its limit.
    stop();
    listener_.join();
    if (!unix_path_.empty()) ::unlink(unix_path_.c_str());
  }

  [[nodiscard]] int port() const { return port_; }

 private:
  Result<void> bind_tcp(int port) {
    port_ = port;
    if (port == 0) {
      port_ = bind_to_any_port("127.0.0.1");
    } else if (!bind_to_port("127.0.0.1", port)) {
      port_ = -1;
    }
    return port_ > 0 ? Result<void>{} : cannot_listen(fmt::format("127.0.0.1:{}", port), errno);
  }

  Result<void> bind_unix(const std::string& path) {
    if (auto clear = clear_unix_path(path); !clear) return clear;
    set_address_family(AF_UNIX);
    const auto before = ::umask(0177);
    const bool bound = bind_to_port(path, 80);
    const int trouble = errno;
    ::umask(before);
    if (!bound) return cannot_listen(path, trouble);
    unix_path_ = path;
    return {};
  }

  void serve(const httplib::Request& request, httplib::Response& response) {
    const auto answer = handler_(make_call(request));
    fill(response, answer);
    auto& connection = *t_connection;
    const bool whole = connection.pause(answer.delay);
    if (answer.damage != Damage::none || !whole) {
      connection.damage(whole ? answer.damage : Damage::drop, answer.body.size());
    }
  }

  bool process_and_close_socket(socket_t socket) override {
    Connection connection(UniqueFd(socket), wake_.get());
    t_connection = &connection;
    bool closed = false;
    while (!stopping_ && !closed && connection.wait_for_request(kKeepOpen)) {
      if (!process_request(connection, false, closed, tame)) break;
    }
    t_connection = nullptr;
    return true;
  }

  Answering handler_;
  UniqueFd wake_;
  std::thread listener_;
  std::atomic<bool> stopping_ = false;
  std::string unix_path_;
  int port_ = 0;
};

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

HttpServer::~HttpServer() { stop(); }

Result<std::unique_ptr<HttpServer>> HttpServer::start(const ListenAddress& address, Answering handler) {
  auto impl = std::make_unique<Impl>(std::move(handler));
  if (auto begun = impl->begin(address); !begun) return fail(std::move(begun.error()));
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

void HttpServer::stop() { impl_->stop_all(); }

int HttpServer::port() const { return impl_->port(); }

}  // namespace optrack::emulate
