// SPDX-License-Identifier: MIT
#include "cli/record.hpp"

#include <utility>

#include "library/records.hpp"
#include "registry/names.hpp"

namespace optrack::cli {

Result<Operation> new_record(App& app, const Provider& provider) {
  return fresh_record(app.clock(), provider.name, provider.protocol->name());
}

Result<Operation> add_record(App& app, Operation operation) {
  const Result<Store*> store = app.store();
  if (!store) return fail(store.error());
  return optrack::add_record(**store, std::move(operation));
}

Result<void> add_label(std::map<std::string, std::string>& labels, const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos) return fail(ErrorKind::usage, "a label is KEY=VALUE, not '" + text + "'");
  const std::string key = text.substr(0, equals);
  const std::string value = text.substr(equals + 1);
  if (Result<void> good = check_label(key, value); !good) return good;
  labels[key] = value;
  return {};
}

Result<std::map<std::string, std::string>> parse_labels(const std::vector<std::string>& texts) {
  std::map<std::string, std::string> labels;
  for (const std::string& text : texts) {
    if (Result<void> added = add_label(labels, text); !added) return fail(Error{added.error()}.during("--label"));
  }
  return labels;
}

}  // namespace optrack::cli
