// SPDX-License-Identifier: MIT
// optrack-jq SECONDS MEBIBYTES: runs one jq program over many documents, apart from optrack. A program of a person may
// run for ever or take all memory, and libjq ends the process when it gets none; here that costs nothing but this
// process. It may use so much processor time for each document, and so much memory.
//
// Standard input: frames of a length (4 bytes, host order) and so many bytes. The first is the program, each further
// one a document. Standard output: frames whose first byte says what they are. `s`: an output that is a string, as it
// is; `j`: any other output, as JSON on one line; `.`: that was all for this document (or the program is a good one);
// `e`: the same, and what went wrong.
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

constexpr std::uint32_t kLongest = 1024U * 1024 * 1024;

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

/// Frames on their way: many outputs are written at once.
class Answers {
 public:
  void add(char kind, const char* text, std::size_t length) {
    const auto size = static_cast<std::uint32_t>(length + 1);
    frames_.append(reinterpret_cast<const char*>(&size), sizeof size);
    frames_ += kind;
    frames_.append(text, length);
    constexpr std::size_t kEnough = std::size_t{64} * 1024;
    if (frames_.size() >= kEnough) write_out();
  }
  void add(char kind, const std::string& text) { add(kind, text.data(), text.size()); }

  /// False: nobody reads any more.
  bool write_out() {
    const char* from = frames_.data();
    std::size_t left = frames_.size();
    while (left > 0 && well_) {
      const ssize_t put = write(STDOUT_FILENO, from, left);
      if (put <= 0) well_ = false;
      if (put <= 0) break;
      from += put;
      left -= static_cast<std::size_t>(put);
    }
    frames_.clear();
    return well_;
  }

 private:
  std::string frames_;
  bool well_ = true;
};

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

/// What `error(…)` said, as jq's own program would print it.
std::string message_of(jv error) {
  const jv text = jv_get_kind(error) == JV_KIND_STRING ? error : jv_dump_string(error, 0);
  std::string message{jv_string_value(text), static_cast<std::size_t>(jv_string_length_bytes(jv_copy(text)))};
  jv_free(text);
  return message;
}

void add_output(jv output, Answers& answers) {
  const bool is_string = jv_get_kind(output) == JV_KIND_STRING;
  const jv text = is_string ? output : jv_dump_string(output, 0);
  const int length = jv_string_length_bytes(jv_copy(text));
  answers.add(is_string ? 's' : 'j', jv_string_value(text), static_cast<std::size_t>(length));
  jv_free(text);
}

/// Why there are no more outputs; nothing after a proper end. Takes over `end`.
std::optional<std::string> trouble_of(jq_state* jq, jv end) {
  const jv message = jv_invalid_get_msg(end);
  if (jv_get_kind(message) != JV_KIND_NULL) return message_of(message);
  jv_free(message);
  if (jq_halted(jq) == 0) return std::nullopt;
  const jv said = jq_get_error_message(jq);  // of `halt_error`
  if (jv_is_valid(said) && jv_get_kind(said) != JV_KIND_NULL) return message_of(said);
  jv_free(said);
  return std::nullopt;
}

void run(jq_state* jq, std::string document, Answers& answers) {
  const jv input = jv_parse_sized(document.data(), static_cast<int>(document.size()));
  document = {};  // it may be as large as what was made of it
  jv output = jv_is_valid(input) ? jv_null() : input;
  if (jv_is_valid(input)) {
    jv_free(output);
    jq_start(jq, input, 0);
    for (output = jq_next(jq); jv_is_valid(output); output = jq_next(jq)) add_output(output, answers);
  }
  const std::optional<std::string> trouble = trouble_of(jq, output);
  answers.add(trouble ? 'e' : '.', trouble.value_or(""));
}

/// 0: not a number.
unsigned long number_in(const char* word) {
  char* end = nullptr;
  const unsigned long number = std::strtoul(word, &end, 10);
  return *end == '\0' ? number : 0;
}

void confine(rlim_t mebibytes) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const rlimit memory{mebibytes * 1024 * 1024, mebibytes * 1024 * 1024};
  const rlimit nothing{0, 0};
  setrlimit(RLIMIT_AS, &memory);
  setrlimit(RLIMIT_CORE, &nothing);
  setrlimit(RLIMIT_FSIZE, &nothing);
  const rlimit no_more_files{STDERR_FILENO + 1, STDERR_FILENO + 1};
  setrlimit(RLIMIT_NOFILE, &no_more_files);  // neither modules nor data files
  setenv("HOME", "/nonexistent", 1);         // else libjq looks for the person's ~/.jq
}

}  // namespace

int main(int count, char** words) {
  if (count != 3 || number_in(words[1]) == 0 || number_in(words[2]) == 0) return EXIT_FAILURE;
  const auto seconds = static_cast<time_t>(number_in(words[1]));  // of processor time: a busy machine does no harm
  confine(number_in(words[2]));

  const std::optional<std::string> program = read_frame();
  jq_state* jq = jq_init();
  if (!program || jq == nullptr) return EXIT_FAILURE;
  std::string trouble;
  jq_set_error_cb(jq, keep_first_message, &trouble);
  jq_set_attr(jq, jv_string("JQ_LIBRARY_PATH"), jv_array());
  Answers answers;
  limit_time(seconds);
  if (jq_compile(jq, program->c_str()) == 0) {
    answers.add('e', trouble.empty() ? "it cannot be compiled" : trouble);
    answers.write_out();
    return EXIT_FAILURE;
  }
  limit_time(0);
  unsetenv("HOME");
  answers.add('.', "");
  while (answers.write_out()) {
    std::optional<std::string> document = read_frame();
    if (!document) break;
    limit_time(seconds);
    run(jq, *std::move(document), answers);
    limit_time(0);
  }
  jq_teardown(&jq);
  return EXIT_SUCCESS;
}
