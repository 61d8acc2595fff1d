// SPDX-License-Identifier: MIT
#include "protocol/lxd_output.hpp"

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "protocol/answer.hpp"
#include "protocol/http_error.hpp"

namespace optrack::lxd {
namespace {

constexpr std::string_view kStreams[] = {"stdout", "stderr"};

/// A path we may ask the server for: an address of its API, and nothing that could become another request.
bool is_own_path(std::string_view path) {
  const auto printable = [](char c) { return c > ' ' && c < 0x7F && c != '#' && c != '\\'; };
  return path.starts_with("/1.0/") && path.find("/..") == std::string_view::npos &&
         std::all_of(path.begin(), path.end(), printable);
}

/// Path of the instance the command runs in, with its query (the project); empty when unknown.
std::string instance_path(const Json& operation) {
  const Json* resources = object_at(operation, "resources");
  if (resources == nullptr) return {};
  for (const char* kind : {"instances", "containers"}) {
    const Json* paths = array_at(*resources, kind);
    if (paths != nullptr && paths->size() == 1 && paths->front().is_string()) return paths->front().get<std::string>();
  }
  return {};
}

/// Where the server writes the output while the command runs (it names the files only at the end).
std::string expected_path(const std::string& instance, const std::string& id, std::string_view stream) {
  const std::size_t query = std::min(instance.find('?'), instance.size());
  return fmt::format("{}/logs/exec_{}.{}{}", instance.substr(0, query), id, stream, instance.substr(query));
}

/// A listed path lacks the project that the instance's own path has.
std::string with_query_of(std::string path, const std::string& instance) {
  const std::size_t query = instance.find('?');
  if (query == std::string::npos || path.find('?') != std::string::npos) return path;
  return path + instance.substr(query);
}

std::uint64_t offset_in(const Json& cursor, std::string_view stream) {
  const Json* offsets = object_at(cursor, "output");
  const auto offset = offsets == nullptr ? std::nullopt : integer_at(*offsets, stream);
  return offset && *offset > 0 ? static_cast<std::uint64_t>(*offset) : 0;
}

bool is_command(const Json& operation) {
  if (string_at(operation, "description") == "Executing command") return true;
  const Json* metadata = object_at(operation, "metadata");
  return metadata != nullptr && object_at(*metadata, "output") != nullptr;
}

std::string path_of(const Json& operation, std::size_t stream, bool& listed) {
  const std::string instance = instance_path(operation);
  const Json* metadata = object_at(operation, "metadata");
  const Json* output = metadata == nullptr ? nullptr : object_at(*metadata, "output");
  listed = output != nullptr;
  if (listed) {
    const std::string path = string_at(*output, std::to_string(stream + 1)).value_or("");
    return path.empty() ? path : with_query_of(path, instance);
  }
  if (instance.empty()) return {};
  return expected_path(instance, string_at(operation, "id").value_or(""), kStreams[stream]);
}

/// Where an entry that has to be cut may end: not inside a character.
std::size_t whole_characters(std::string_view bytes) {
  std::size_t end = bytes.size();
  for (int back = 0; back < 4 && end > 0; ++back) {
    const auto byte = static_cast<unsigned char>(bytes[end - 1]);
    if (byte < 0x80U) return end;
    --end;
    if (byte >= 0xC0U) return end == 0 ? bytes.size() : end;
  }
  return bytes.size();
}

void add_entry(const OutputFile& file, std::string_view line, std::vector<LogEntry>& into) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  LogEntry entry;
  entry.id = fmt::format("{}:{}", file.stream, file.offset);
  entry.task = file.stream;
  entry.message = line;
  into.push_back(std::move(entry));
}

std::optional<std::uint64_t> number_after(std::string_view text, char mark) {
  const std::size_t at = text.find(mark);
  if (at == std::string_view::npos) return std::nullopt;
  std::uint64_t value = 0;
  const char* start = text.data() + at + 1;
  const auto [end, error] = std::from_chars(start, text.data() + text.size(), value);
  if (error != std::errc{} || end == start) return std::nullopt;
  return value;
}

/// The part of a 206 or 200 answer from `offset` on; `nullopt` when it is another part.
std::optional<Chunk> chunk_of(const Response& answer, std::uint64_t offset) {
  const std::string_view body = answer.body;
  if (answer.status == 200) {
    return Chunk{offset < body.size() ? body.substr(offset) : std::string_view{}, answer.complete};
  }
  const std::string_view range = answer.header("Content-Range").value_or("");
  if (number_after(range, ' ').value_or(offset) != offset) return std::nullopt;
  const auto total = number_after(range, '/');
  const bool to_end = total ? offset + body.size() >= *total : body.size() < kChunk;
  return Chunk{body, answer.complete && to_end};
}

/// Reads files one after the other, chunk by chunk. Lives in the answers' continuations.
class OutputReading : public std::enable_shared_from_this<OutputReading> {
 public:
  OutputReading(Observation seen, std::vector<OutputFile> files, std::string provider)
      : seen_(std::move(seen)), files_(std::move(files)), provider_(std::move(provider)) {}

  Exchange<Observation> next() {
    if (at_ == files_.size()) {
      seen_.cursor = output_cursor(files_);
      seen_.logs_once = true;
      return seen_;
    }
    const OutputFile& file = files_[at_];
    Request request = ask_for(provider_, "GET", file.path);
    request.headers.push_back({"Range", fmt::format("bytes={}-{}", file.offset, file.offset + kChunk - 1)});
    return Exchange<Observation>::ask(std::move(request),
                                      [before = shared_from_this()](const Result<Response>& answer) {
                                        // A copy, so that an exchange stays a value: answering it twice gives the same
                                        // twice.
                                        auto reading = std::make_shared<OutputReading>(*before);
                                        return reading->read(answer);
                                      });
  }

 private:
  [[nodiscard]] bool ended() const { return seen_.status && is_final(*seen_.status); }

  Exchange<Observation> read(const Result<Response>& answer) {
    if (!answer) return trouble(answer.error());
    // Nothing new; such an answer announces a length but has no body.
    if (answer->status == 416) return next_file();
    if (answer->status == 404 && !files_[at_].listed) return next_file();
    if (answer->status != 200 && answer->status != 206) return trouble(http_error(*answer, "read the output"));
    const auto chunk = chunk_of(*answer, files_[at_].offset);
    if (!chunk) return trouble({ErrorKind::protocol, "read the output: the server sent another part", {}});
    return take(*chunk);
  }

  Exchange<Observation> take(const Chunk& chunk) {
    OutputFile& file = files_[at_];
    const std::uint64_t before = file.offset;
    take_lines(file, chunk, ended(), seen_.logs);
    if (!ended() || chunk.to_end) return next_file();
    if (file.offset == before)
      return trouble({ErrorKind::unreachable, "read the output: the answer was cut short", {}});
    if (++chunks_ >= kMostChunks) {
      seen_.warnings.push_back(fmt::format("{} is longer than {} MiB; the rest is left at {}", file.stream,
                                           kMostChunks * kChunk / (1024 * 1024), file.path));
      return next_file();
    }
    return next();
  }

  /// After the end of the command nobody asks again, so one more try is made at once.
  Exchange<Observation> trouble(const Error& error) {
    const bool worth_it = error.kind == ErrorKind::unreachable || error.kind == ErrorKind::timeout;
    if (ended() && worth_it && !tried_again_) {
      tried_again_ = true;
      return next();
    }
    seen_.warnings.push_back(fmt::format("{}: {}", files_[at_].stream, error.message));
    return next_file();
  }

  Exchange<Observation> next_file() {
    ++at_;
    chunks_ = 0;
    tried_again_ = false;
    return next();
  }

  Observation seen_;
  std::vector<OutputFile> files_;
  std::string provider_;
  std::size_t at_ = 0;
  int chunks_ = 0;
  bool tried_again_ = false;
};

}  // namespace

std::vector<OutputFile> output_files(const Json& operation, const JsonText& cursor) {
  if (!is_command(operation)) return {};
  const Json before = cursor.empty() ? Json::object() : parse_json(cursor.text).value_or(Json::object());
  std::vector<OutputFile> files;
  for (std::size_t stream = 0; stream < std::size(kStreams); ++stream) {
    OutputFile file;
    file.stream = kStreams[stream];
    file.path = path_of(operation, stream, file.listed);
    file.offset = offset_in(before, file.stream);
    if (is_own_path(file.path)) files.push_back(std::move(file));
  }
  return files;
}

JsonText output_cursor(const std::vector<OutputFile>& files) {
  Json offsets = Json::object();
  for (const OutputFile& file : files) offsets[file.stream] = file.offset;
  return {json_text(Json{{"output", offsets}})};
}

void take_lines(OutputFile& file, const Chunk& chunk, bool last, std::vector<LogEntry>& into) {
  std::string_view rest = chunk.bytes;
  for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
    add_entry(file, rest.substr(0, end), into);
    file.offset += end + 1;
    rest.remove_prefix(end + 1);
  }
  if (rest.empty()) return;
  const bool whole = last && chunk.to_end;
  // A line that fills a whole chunk would otherwise be asked for again and again.
  const bool too_long = rest.size() >= kChunk;
  if (!whole && !too_long) return;
  const std::string_view part = whole ? rest : rest.substr(0, whole_characters(rest));
  add_entry(file, part, into);
  file.offset += part.size();
}

Exchange<Observation> with_output(Observation seen, std::vector<OutputFile> files, const PollContext& context) {
  return std::make_shared<OutputReading>(std::move(seen), std::move(files), context.provider)->next();
}

}  // namespace optrack::lxd
