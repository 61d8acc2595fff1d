// SPDX-License-Identifier: MIT
#include "dispatch/start_call.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "dispatch/parameter.hpp"
#include "model/guid.hpp"
#include "model/nearest.hpp"
#include "model/percent.hpp"
#include "model/text.hpp"

namespace optrack {
namespace {

using Place = Parameter::Place;

constexpr std::string_view kNoGuid = "00000000-0000-0000-0000-000000000000";

bool takes_body(const OperationType& type) {
  return !type.base_body.empty() ||
         std::any_of(type.parameters.begin(), type.parameters.end(),
                     [](const Parameter& parameter) { return parameter.place == Place::body; });
}

/// Makes one call, gathering every problem on the way.
class StartCallMaker {
 public:
  StartCallMaker(const OperationType& type, const StartArguments& arguments) : type_(type), arguments_(arguments) {
    call_.type = type.name;
    call_.provider = arguments.provider;
    call_.method = type.method;
    call_.target = type.path;
  }

  Result<StartCall> make() {
    start_body();
    for (const std::string& text : arguments_.parameters) read_parameter(text);
    add_defaults();
    check_missing();
    put_key();
    whole_before_members();
    for (const Given& given : given_) place(given);
    finish_body();
    if (problems_.empty()) return std::move(call_);
    return fail(ErrorKind::usage, fmt::format("{}: {}", type_.name, fmt::join(problems_, "; ")));
  }

 private:
  void problem(std::string text) { problems_.push_back(std::move(text)); }

  void start_body() {
    if (!type_.base_body.empty()) body_ = parse_json(type_.base_body.text).value_or(Json::object());
    if (arguments_.body.empty()) return;
    if (!takes_body(type_)) return problem("takes no body document");
    Result<Json> document = parse_json(arguments_.body.text);
    if (!document) return problem("body document: " + document.error().message);
    if (!document->is_object()) return problem("body document: must be a JSON object");
    file_ = *std::move(document);
    merge(body_, file_);
  }

  void read_parameter(const std::string& text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      return problem(fmt::format("{}: expected name=value", harmless(text)));
    }
    const std::string name = text.substr(0, equals);
    Given given;
    given.parameter = declaration_of(type_, name, given.member);
    given.value = text.substr(equals + 1);
    if (given.parameter == nullptr) return unknown(name);
    const bool twice = std::any_of(given_.begin(), given_.end(), [&](const Given& before) {
      return before.parameter == given.parameter && before.member == given.member;
    });
    if (twice) return problem(name + ": given twice");
    given_.push_back(std::move(given));
  }

  void unknown(const std::string& name) {
    std::vector<std::string> names;
    for (const Parameter& parameter : type_.parameters) names.push_back(parameter.name);
    const auto near = nearest(name, names, 1);
    const std::string hint = near.empty() ? fmt::format("known are {}", fmt::join(names, ", "))
                                          : fmt::format("did you mean {}?", near.front());
    problem(fmt::format("unknown parameter {}; {}", harmless(name), hint));
  }

  [[nodiscard]] bool is_given(const Parameter& parameter) const {
    return std::any_of(given_.begin(), given_.end(), [&](const Given& g) { return g.parameter == &parameter; });
  }

  /// Whether the person's body document has a value where the parameter would go.
  [[nodiscard]] bool in_document(const Parameter& parameter) const {
    if (parameter.place != Place::body || is_open(parameter)) return false;
    const auto has = [&](const std::string& pointer) { return value_at(file_, pointer) != nullptr; };
    return has(body_pointer({&parameter, {}, {}})) ||
           (!parameter.fingerprint_key.empty() && has(parameter.fingerprint_key));
  }

  void add_defaults() {
    for (const Parameter& parameter : type_.parameters) {
      if (parameter.default_value.empty() || is_given(parameter) || in_document(parameter)) continue;
      given_.push_back({&parameter, {}, parameter.default_value});
    }
  }

  /// `configuration={...}` goes in before `name=...`, in whatever order they were written.
  void whole_before_members() {
    const auto depth = [](const Given& given) {
      if (given.parameter->place != Place::body) return std::ptrdiff_t{0};
      const std::string pointer = body_pointer(given);
      return std::count(pointer.begin(), pointer.end(), '/');
    };
    std::stable_sort(given_.begin(), given_.end(), [&](const Given& a, const Given& b) { return depth(a) < depth(b); });
  }

  void check_missing() {
    std::string raw;
    bool has_body = !file_.empty();
    for (const Parameter& parameter : type_.parameters) {
      const bool here = is_given(parameter) || in_document(parameter);
      if (parameter.required && !here) problem("missing parameter " + parameter.name);
      if (parameter.place == Place::raw) raw = parameter.name;
      if (parameter.place == Place::raw || parameter.place == Place::body) has_body = has_body || is_given(parameter);
    }
    if (!raw.empty() && !has_body) problem("missing parameter " + raw + ", or those of another source");
  }

  void put_key() {
    if (type_.key_pointer.empty()) return;
    if (const Json* own = value_at(body_, type_.key_pointer); own != nullptr && own->is_string()) {
      call_.key = own->get<std::string>();
    }
    if (!arguments_.key.empty()) call_.key = arguments_.key;
    if (call_.key.empty()) return;
    const auto guid = parse_guid(call_.key);
    if (!guid || *guid == kNoGuid) return problem("the idempotency key must be a GUID that is not all zeros");
    call_.key = *guid;
    put_in_body(type_.key_pointer, Json(*guid), "the idempotency key");
  }

  void put_in_body(const std::string& pointer, Json value, const std::string& name) {
    if (put_at(body_, pointer, std::move(value))) return;
    problem(fmt::format("{}: the body document has no object to hold {}", name, pointer));
  }

  void place(const Given& given) {
    const Parameter& parameter = *given.parameter;
    const std::string name =
        is_open(parameter) ? parameter.name.substr(0, parameter.name.size() - 1) + given.member : parameter.name;
    if (parameter.place == Place::raw) return place_raw(given);
    Result<Json> value = typed_value(parameter, given.value);
    if (!value) return problem(name + ": " + value.error().message);
    switch (parameter.place) {
      case Place::path:
        return place_in_path(given);
      case Place::query:
        return place_in_query(given);
      case Place::header:
        return place_in_header(given);
      case Place::body:
        return place_in_body(given, *std::move(value), name);
      case Place::raw:
        return;
    }
  }

  void place_raw(const Given& given) {
    raw_ = true;
    call_.body = given.value;
    if (given.parameter->secret) call_.secrets.emplace_back("raw");
  }

  void place_in_path(const Given& given) {
    const std::string& name = given.parameter->name;
    if (given.value.empty() || given.value == "." || given.value == "..") {
      return problem(name + R"(: must not be empty, "." or "..")");
    }
    const std::string hole = "{" + name + "}";
    const std::size_t at = call_.target.find(hole);
    if (at != std::string::npos) call_.target.replace(at, hole.size(), percent_encode(given.value));
  }

  void place_in_query(const Given& given) {
    const std::string name = wire_name(*given.parameter);
    query_ += (query_.empty() ? "?" : "&") + percent_encode(name) + "=" + percent_encode(given.value);
    if (given.parameter->secret) call_.secrets.push_back("query:" + name);
  }

  void place_in_header(const Given& given) {
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
    if (std::any_of(given.value.begin(), given.value.end(), is_control)) {
      return problem(given.parameter->name + ": must not hold control characters");
    }
    const std::string name = wire_name(*given.parameter);
    call_.headers.push_back({name, given.value});
    if (given.parameter->secret) call_.secrets.push_back("header:" + name);
  }

  void place_in_body(const Given& given, Json value, const std::string& name) {
    has_body_parameter_ = true;
    const std::string pointer = body_pointer(given);
    if (const JsonText& implied = given.parameter->implies; !implied.empty()) {
      merge(body_, parse_json(implied.text).value_or(Json::object()));
    }
    put_in_body(pointer, std::move(value), name);
  }

  void finish_body() {
    call_.target += query_;
    if (raw_) {
      if (has_body_parameter_ || !file_.empty()) problem("a file cannot go together with parameters of a JSON body");
      call_.headers.push_back({"Content-Type", "application/octet-stream"});
      return;
    }
    if (!takes_body(type_)) return;
    for (const Parameter& parameter : type_.parameters) note_secret(parameter);
    call_.body = json_text(body_);
    call_.headers.push_back({"Content-Type", "application/json"});
  }

  /// Also masks what the body document brought to a secret's place.
  void note_secret(const Parameter& parameter) {
    if (!parameter.secret || parameter.place != Place::body) return;
    std::string pointer = body_pointer({&parameter, {}, {}});
    if (is_open(parameter)) pointer.pop_back();
    if (value_at(body_, pointer) != nullptr) call_.secrets.push_back("body" + pointer);
  }

  const OperationType& type_;
  const StartArguments& arguments_;
  StartCall call_;
  Json body_ = Json::object();
  Json file_ = Json::object();
  std::string query_;
  bool raw_ = false;
  bool has_body_parameter_ = false;
  std::vector<Given> given_;
  std::vector<std::string> problems_;
};

}  // namespace

Result<StartCall> make_start_call(const OperationType& type, const StartArguments& arguments) {
  return StartCallMaker{type, arguments}.make();
}

}  // namespace optrack
