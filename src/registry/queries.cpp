// SPDX-License-Identifier: MIT
#include "registry/queries.hpp"

#include <string>
#include <utility>
#include <variant>

#include "registry/rows.hpp"

namespace optrack::registry {
namespace {

/// Sorts after every text that begins with what it is appended to.
constexpr std::string_view kAfterAll = "\xF4\x8F\xBF\xBF";

/// A WHERE clause with its values, built from the members of a query that restrict.
class Where {
 public:
  void add(std::string_view condition) {
    text_ += text_.empty() ? " WHERE " : " AND ";
    text_ += condition;
  }
  void add(std::string_view condition, std::string value) {
    add(condition);
    values_.emplace_back(std::move(value));
  }
  void value(std::variant<std::string, std::int64_t> value) { values_.push_back(std::move(value)); }

  [[nodiscard]] const std::string& text() const { return text_; }

  void bind(Sql& sql) const {
    for (const auto& value : values_) {
      std::visit([&sql](const auto& any) { sql.bind(any); }, value);
    }
  }

 private:
  std::string text_;
  std::vector<std::variant<std::string, std::int64_t>> values_;
};

std::string question_marks(std::size_t count) {
  std::string marks;
  for (std::size_t i = 0; i < count; ++i) marks += i == 0 ? "?" : ",?";
  return marks;
}

/// Lets an index find all texts that begin with `prefix`.
void add_prefix(Where& where, const std::string& column, const std::string& prefix) {
  where.add(column + " >= ?", prefix);
  where.add(column + " < ?", prefix + std::string{kAfterAll});
}

/// SQLite writes "none of these" as `[^…]`, people as `[!…]`.
std::string sqlite_glob(std::string glob) {
  for (std::size_t at = glob.find("[!"); at != std::string::npos; at = glob.find("[!", at + 1)) glob[at + 1] = '^';
  return glob;
}

void add_name_glob(Where& where, const std::string& glob) {
  const std::string prefix = glob.substr(0, glob.find_first_of("*?["));
  if (!prefix.empty()) {
    where.add("name <> ''");  // as in the partial index
    add_prefix(where, "name", prefix);
  }
  where.add("name GLOB ?", sqlite_glob(glob));
}

/// Members that leave few rows; true when there was one.
bool add_selective(Where& where, const Query& query) {
  if (!query.id_prefix.empty()) add_prefix(where, "id", query.id_prefix);
  if (!query.name.empty()) where.add("name <> '' AND name = ?", query.name);
  if (!query.remote_id.empty()) where.add("remote_id <> '' AND remote_id = ?", query.remote_id);
  if (!query.key.empty()) where.add("start_key <> '' AND start_key = ?", query.key);
  if (!query.parent.empty()) where.add("parent <> '' AND parent = ?", query.parent);
  return !where.text().empty();
}

/// Labels restrict much or little. Alone, the first one leads: its index gives the newest first,
/// and a limit ends the search early. All others are looked up for each row.
bool add_labels(Where& where, const Query& query, bool may_lead) {
  for (const auto& [key, value] : query.labels) {
    const bool leads = may_lead && key == query.labels.begin()->first;
    where.add(leads ? "label_op = op AND label_key = ? AND label_value = ?"
                    : "EXISTS(SELECT 1 FROM labels WHERE labels.op = operations.op AND key = ? AND value = ?)",
              key);
    where.value(value);
  }
  return may_lead && !query.labels.empty();
}

void add_other(Where& where, const Query& query) {
  if (!query.name_glob.empty()) add_name_glob(where, query.name_glob);
  if (!query.provider.empty()) where.add("provider = ?", query.provider);
  if (!query.type.empty()) where.add("type = ?", query.type);
  if (!query.statuses.empty()) {
    where.add("status IN (" + question_marks(query.statuses.size()) + ")");
    for (const Status status : query.statuses) where.value(std::string{to_string(status)});
  }
  if (query.created_since) {
    where.add("created >= ?");
    where.value(std::int64_t{query.created_since->time_since_epoch().count()});
  }
}

/// A limit for SQL, where less than 0 means all.
std::int64_t sql_limit(std::size_t limit) { return limit == 0 ? -1 : static_cast<std::int64_t>(limit); }

}  // namespace

std::optional<Operation> find_operation(Database& database, std::string_view id) {
  static const std::string kText = "SELECT " + std::string{kOperationColumns} + " FROM operations WHERE id = ?";
  Sql row = database.sql(kText.c_str());
  row.bind(id);
  if (!row.step()) return std::nullopt;
  return read_operation(database, row);
}

std::vector<Operation> find_operations(Database& database, const Query& query) {
  Where where;
  const bool selective = add_selective(where, query);
  const bool label_leads = add_labels(where, query, !selective);
  add_other(where, query);
  // The plus keeps SQLite from walking the index on `created` where another one leaves few rows.
  const std::string_view order = label_leads ? "label_created DESC, +id DESC"
                                 : selective ? "+created DESC, +id DESC"
                                             : "created DESC, id DESC";
  const std::string_view from = label_leads ? "(SELECT op AS label_op, key AS label_key, value AS label_value,"
                                              " created AS label_created FROM labels) CROSS JOIN operations"
                                            : "operations";
  SQLite::Statement statement{database.connection(), "SELECT " + std::string{kOperationColumns} + " FROM " +
                                                         std::string{from} + where.text() + " ORDER BY " +
                                                         std::string{order} + " LIMIT ?"};
  Sql row{statement};
  where.bind(row);
  row.bind(sql_limit(query.limit));
  std::vector<Operation> found;
  while (row.step()) found.push_back(read_operation(database, row));
  return found;
}

}  // namespace optrack::registry
