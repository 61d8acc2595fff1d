// SPDX-License-Identifier: MIT
// The least that polling over libcurl costs: N addresses, each asked again D milliseconds after its answer, at most 64
// requests at a time on kept connections and reused handles; each body is searched for a word. Nothing else: no JSON,
// no memory of what was seen, no retries.
//
//     floor URL N D_MS        polls URL/v1/operations/GUID until it is ended
#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kConnections = 64;

struct Slot {
  CURL* easy = nullptr;
  std::string body;
  std::size_t operation = 0;
};

std::size_t take(char* bytes, std::size_t size, std::size_t count, void* slot) {
  static_cast<Slot*>(slot)->body.append(bytes, size * count);
  return size * count;
}

struct Due {
  Clock::time_point at;
  std::size_t operation;
};

class Floor {
 public:
  Floor(const std::string& base, std::size_t count, std::chrono::milliseconds pause)
      : pause_(pause), slots_(kConnections) {
    const auto now = Clock::now();
    for (std::size_t n = 0; n < count; ++n) {
      std::array<char, 40> id{};
      std::snprintf(id.data(), id.size(), "%08zx-0000-4000-8000-%012zx", n, n);
      urls_.push_back(base + "/v1/operations/" + id.data() + "?expand=logs,tasks,resources,projects");
      due_.push_back({now, n});
    }
    multi_ = curl_multi_init();
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, long{kConnections});
    for (Slot& slot : slots_) {
      slot.easy = curl_easy_init();
      curl_easy_setopt(slot.easy, CURLOPT_WRITEFUNCTION, &take);
      curl_easy_setopt(slot.easy, CURLOPT_WRITEDATA, &slot);
      curl_easy_setopt(slot.easy, CURLOPT_PRIVATE, &slot);
      free_.push_back(&slot);
    }
  }

  [[noreturn]] void run() {
    while (true) {
      const auto now = Clock::now();
      while (!free_.empty() && !due_.empty() && due_.front().at <= now) begin();
      int running = 0;
      curl_multi_perform(multi_, &running);
      if (collect()) continue;
      const auto wake = due_.empty() || free_.empty() ? now + std::chrono::seconds{1} : due_.front().at;
      const auto sleep = std::chrono::ceil<std::chrono::milliseconds>(wake - Clock::now());
      curl_multi_poll(multi_, nullptr, 0, static_cast<int>(std::max<std::int64_t>(sleep.count(), 0)), nullptr);
    }
  }

 private:
  void begin() {
    Slot& slot = *free_.back();
    free_.pop_back();
    slot.operation = due_.front().operation;
    due_.pop_front();
    slot.body.clear();
    curl_easy_setopt(slot.easy, CURLOPT_URL, urls_[slot.operation].c_str());
    curl_multi_add_handle(multi_, slot.easy);
  }

  bool collect() {
    bool any = false;
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      if (message->data.result != CURLE_OK) {
        std::fprintf(stderr, "floor: %s\n", curl_easy_strerror(message->data.result));
        std::exit(1);
      }
      any = true;
      CURL* easy = message->easy_handle;
      Slot* slot = nullptr;
      curl_easy_getinfo(easy, CURLINFO_PRIVATE, &slot);
      curl_multi_remove_handle(multi_, easy);
      if (slot->body.find("\"Completed\"") != std::string::npos) ++completed_;
      due_.push_back({Clock::now() + pause_, slot->operation});
      free_.push_back(slot);
    }
    return any;
  }

  std::chrono::milliseconds pause_;
  CURLM* multi_ = nullptr;
  std::vector<std::string> urls_;
  std::vector<Slot> slots_;
  std::vector<Slot*> free_;
  std::deque<Due> due_;  // One pause for all: whoever was answered first is due first.
  std::size_t completed_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: floor URL N D_MS\n");
    return 1;
  }
  curl_global_init(CURL_GLOBAL_DEFAULT);
  Floor{argv[1], std::strtoull(argv[2], nullptr, 10), std::chrono::milliseconds{std::strtoll(argv[3], nullptr, 10)}}
      .run();
}
