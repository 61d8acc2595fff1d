// SPDX-License-Identifier: MIT
#include "cli/record.hpp"

#include <utility>

#include "library/records.hpp"

namespace optrack::cli {

Result<Operation> new_record(App& app, const Provider& provider) {
  return fresh_record(app.clock(), provider.name, provider.protocol->name());
}

Result<Operation> add_record(App& app, Operation operation) {
  const Result<Store*> store = app.store();
  if (!store) return fail(store.error());
  return optrack::add_record(**store, std::move(operation));
}

Result<std::map<std::string, std::string>> parse_labels(const std::vector<std::string>& texts) {
  std::map<std::string, std::string> labels;
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      return fail(ErrorKind::usage, "--label takes KEY=VALUE, not " + text);
    }
    labels[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return labels;
}

}  // namespace optrack::cli
