// SPDX-License-Identifier: MIT
// optrack-jq: runs one jq program over many documents, apart from optrack. A program of a person may run for ever or
// take all memory, and libjq ends the process when it gets none; here that costs nothing but this process.
//
// Standard input: frames of a length (4 bytes, host order) and so many bytes. The first is the program, each further
// one a document. Standard output: one frame each: for the program "ok" or what is wrong; for a document "1" when the
// last output is neither false nor null, else "0".
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>

extern "C" {
#include <jq.h>
#include <jv.h>
}

namespace {

constexpr rlim_t kMostMemory = rlim_t{512} * 1024 * 1024;
constexpr time_t kMostSeconds = 1;  // Of processor time for each document: a busy machine does no harm.
constexpr std::uint32_t kLongest = 256U * 1024 * 1024;

bool read_all(char* into, std::size_t size) {
  while (size > 0) {
    const ssize_t got = read(STDIN_FILENO, into, size);
    if (got <= 0) return false;
    into += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

std::optional<std::string> read_frame() {
  std::uint32_t size = 0;
  if (!read_all(reinterpret_cast<char*>(&size), sizeof size) || size > kLongest) return std::nullopt;
  std::string frame(size, '\0');
  if (!read_all(frame.data(), frame.size())) return std::nullopt;
  return frame;
}

bool write_frame(const std::string& text) {
  const auto size = static_cast<std::uint32_t>(text.size());
  std::string frame(reinterpret_cast<const char*>(&size), sizeof size);
  frame += text;
  const char* from = frame.data();
  std::size_t left = frame.size();
  while (left > 0) {
    const ssize_t put = write(STDOUT_FILENO, from, left);
    if (put <= 0) return false;
    from += put;
    left -= static_cast<std::size_t>(put);
  }
  return true;
}

void keep_first_message(void* into, jv message) {
  auto& kept = *static_cast<std::string*>(into);
  if (kept.empty() && jv_get_kind(message) == JV_KIND_STRING) kept = jv_string_value(message);
  jv_free(message);
}

/// Ends this process (SIGPROF) after so much processor time from now on; 0: never.
void limit_time(time_t seconds) {
  const itimerval limit{{0, 0}, {seconds, 0}};
  setitimer(ITIMER_PROF, &limit, nullptr);
}

bool holds(jq_state* jq, const std::string& document) {
  const jv input = jv_parse_sized(document.data(), static_cast<int>(document.size()));
  if (!jv_is_valid(input)) {
    jv_free(input);
    return false;
  }
  bool last = false;
  jq_start(jq, input, 0);
  for (jv output = jq_next(jq);; output = jq_next(jq)) {
    const jv_kind kind = jv_get_kind(output);
    jv_free(output);
    if (kind == JV_KIND_INVALID) break;  // the end, or an error: what came before counts
    last = kind != JV_KIND_NULL && kind != JV_KIND_FALSE;
  }
  return last;
}

}  // namespace

int main() {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const rlimit memory{kMostMemory, kMostMemory};
  const rlimit nothing{0, 0};
  setrlimit(RLIMIT_AS, &memory);
  setrlimit(RLIMIT_CORE, &nothing);
  setrlimit(RLIMIT_FSIZE, &nothing);
  const rlimit no_more_files{STDERR_FILENO + 1, STDERR_FILENO + 1};
  setrlimit(RLIMIT_NOFILE, &no_more_files);  // neither modules nor data files
  setenv("HOME", "/nonexistent", 1);         // else libjq looks for the person's ~/.jq

  const std::optional<std::string> program = read_frame();
  jq_state* jq = jq_init();
  if (!program || jq == nullptr) return EXIT_FAILURE;
  std::string trouble;
  jq_set_error_cb(jq, keep_first_message, &trouble);
  jq_set_attr(jq, jv_string("JQ_LIBRARY_PATH"), jv_array());
  limit_time(kMostSeconds);
  if (jq_compile(jq, program->c_str()) == 0) {
    write_frame(trouble.empty() ? "it cannot be compiled" : trouble);
    return EXIT_FAILURE;
  }
  limit_time(0);
  unsetenv("HOME");
  if (!write_frame("ok")) return EXIT_FAILURE;
  while (const std::optional<std::string> document = read_frame()) {
    limit_time(kMostSeconds);
    const bool answer = holds(jq, *document);
    limit_time(0);
    if (!write_frame(answer ? "1" : "0")) break;
  }
  jq_teardown(&jq);
  return EXIT_SUCCESS;
}
