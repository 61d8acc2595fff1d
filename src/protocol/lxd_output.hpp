// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/json.hpp"
#include "optrack/exchange.hpp"
#include "optrack/observation.hpp"
#include "optrack/protocol.hpp"

namespace optrack::lxd {

/// Most bytes asked of an output file at once; a longer line is cut into entries of this size.
inline constexpr std::uint64_t kChunk = 1024ULL * 1024ULL;
/// Most chunks read of one file after the end of the command.
inline constexpr int kMostChunks = 64;

/// One output file of a command and how far its lines have been read.
struct OutputFile {
  std::string stream;        ///< "stdout" or "stderr".
  std::string path;          ///< Below the server's address, with query.
  bool listed = false;       ///< The server named it; else its address follows from the operation's id.
  std::uint64_t offset = 0;  ///< Where the first line not yet given begins.
};

/// The output files of the command that `operation` runs, with offsets from `cursor`; none when it is no
/// command, or nothing was recorded. Paths that do not lie below /1.0/ are left out.
std::vector<OutputFile> output_files(const Json& operation, const JsonText& cursor);

/// What a cursor keeps of the files: `{"output":{"stdout":123}}`.
JsonText output_cursor(const std::vector<OutputFile>& files);

/// The part of a file that came with one answer.
struct Chunk {
  std::string_view bytes;  ///< From the file's offset on; borrowed from the answer.
  bool to_end = false;     ///< Nothing followed when the server answered.
};

/// Turns whole lines of `chunk` into entries with id "<stream>:<offset of the line>" and moves the
/// file's offset behind them. An unfinished line is held back unless `last`, or unless it fills a chunk.
void take_lines(OutputFile& file, const Chunk& chunk, bool last, std::vector<LogEntry>& into);

/// Reads on in every file and ends with `seen`, completed by entries and cursor: one chunk per file while
/// the command runs, everything once it has ended. Trouble with a file is a warning.
Exchange<Observation> with_output(Observation seen, std::vector<OutputFile> files, const PollContext& context);

}  // namespace optrack::lxd
