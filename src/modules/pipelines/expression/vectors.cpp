#include <algorithm>

#include "base/strings.h"

#include "pipelines/expression.h"
#include "pipelines/expression_vectors.h"

namespace towpath::pipelines {
namespace {

const Value& member(const Value& value, std::string_view key) {
  static const Value null;
  const Value* found = value.kind() == ValueKind::object ? value.object().find(key) : nullptr;
  return found == nullptr ? null : *found;
}

bool has(const Value& value, std::string_view key) {
  return value.kind() == ValueKind::object && value.object().find(key) != nullptr;
}

// What is compared of an outcome, as text: the kind and the value, or the stage and the message.
struct Outcome {
  bool failed = false;
  std::string kind_or_stage;
  std::string value_or_message;
  Value value;
};

std::string to_text(const Outcome& outcome) {
  return (outcome.failed ? outcome.kind_or_stage + " error: " : outcome.kind_or_stage + " ") + outcome.value_or_message;
}

// With the keys of objects in alphabetical order.
Value sorted(const Value& value) {
  if (value.kind() == ValueKind::array) {
    Array array;
    for (const Value& item : value.array().items) array.items.push_back(sorted(item));
    return Value(std::move(array));
  }
  if (value.kind() != ValueKind::object) return value;
  auto entries = value.object().entries();
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  Object object;
  for (const auto& [key, item] : entries) object.set(key, sorted(item));
  return Value(std::move(object));
}

// The library writes 1e+21 and puts keys that are integers first; the runner writes 1E+21 and keeps the order. Text is
// therefore compared with its numbers in one spelling and, where it is JSON, with its keys in one order.
std::string canonical_text(const std::string& text) {
  if (const Result<Value> json = value_from_json(text); json.has_value()) {
    return json.value().kind() == ValueKind::number ? json.value().to_text() : to_json(sorted(json.value()));
  }
  std::vector<std::string> words = split(text, ' ');
  for (std::string& word : words) {
    const Result<Value> number = value_from_json(word);
    if (number && number.value().kind() == ValueKind::number) word = number.value().to_text();
  }
  return join(words, " ");
}

// Numbers, infinities included, and text in one spelling for both sides; collections as JSON.
std::string canonical(const Value& value) {
  if (value.kind() == ValueKind::number) return value.to_text();
  return value.kind() == ValueKind::string ? canonical_text(value.string()) : to_json(sorted(value));
}

Outcome run(std::string_view text, const Value& contexts) {
  const auto failure = [](const Error& error) {
    const std::string stage = error.code().substr(error.code().rfind('_') + 1);
    return Outcome{true, stage, error.message(), {}};
  };
  Scope scope;
  Vocabulary vocabulary;
  if (contexts.kind() == ValueKind::object) {
    scope.contexts = contexts.object();
    for (const auto& [name, value] : contexts.object().entries()) vocabulary.contexts.push_back(name);
  }
  const Result<Expression> expression = Expression::parse(text, vocabulary);
  if (!expression) return failure(expression.error());
  const Result<Value> value = expression.value().evaluate(scope);
  if (!value) return failure(value.error());
  const Value& result = value.value();
  return {false, std::string(to_string(result.kind())), canonical(result), result};
}

class Check {
 public:
  Check(VectorReport& report, std::string expression, Outcome actual)
      : report_(report), expression_(std::move(expression)), actual_(std::move(actual)) {}

  // An error whose message contains the expected text; the runner appends the position.
  void expect_error(const std::string& stage, const std::string& message) {
    const bool same =
        actual_.failed && actual_.kind_or_stage == stage && actual_.value_or_message.find(message) != std::string::npos;
    finish(same, stage + " error: " + message);
  }

  void expect_value(const std::string& kind, const Value& value) {
    const bool is_special = kind == "Number" && value.kind() == ValueKind::string;  // JSON has no Infinity and no -0
    const std::string text = canonical(is_special ? Value(value.to_number()) : value);
    same_ = same_ && !actual_.failed && actual_.kind_or_stage == kind && actual_.value_or_message == text;
    expected_ = kind + " " + text;
  }
  void expect_text(const std::string& text) {
    same_ = same_ && canonical_text(actual_.value.to_text()) == canonical_text(text);
    expected_ += " as text " + text;
  }
  void expect_truthy(bool truthy) { same_ = same_ && actual_.value.is_truthy() == truthy; }
  void finish() { finish(same_, expected_); }

 private:
  void finish(bool same, std::string expected) {
    if (same) {
      ++report_.passed;
    } else {
      report_.differences.push_back({expression_, std::move(expected), to_text(actual_)});
    }
  }

  VectorReport& report_;
  std::string expression_;
  Outcome actual_;
  bool same_ = true;
  std::string expected_;
};

// @actions/expressions names this error by its symbol; the runner says it in words.
std::string message_of(const std::string& error) {
  return error == "ErrorExceededMaxLength" ? "Exceeded max expression length" : error;
}

// The library unescapes only the first '' of a literal; the runner unescapes all.
Value unescape_all(const Value& value) {
  return value.kind() == ValueKind::string ? Value(replace_all(value.string(), "''", "'")) : value;
}

void run_vector(const Value& vector, const Value& contexts, VectorReport& report) {
  const std::string text = member(vector, "expr").to_text();
  Check check(report, text, run(text, contexts));
  if (has(vector, "error")) {
    return check.expect_error(member(vector, "stage").to_text(), message_of(member(vector, "error").to_text()));
  }
  const bool bug = has(vector, "js_bug");
  const Value& value = member(vector, "value");
  const std::string kind = member(vector, "kind").to_text();
  check.expect_value(kind == "Dictionary" ? "Object" : kind, bug ? unescape_all(value) : value);
  const Value& string = member(vector, has(vector, "runner_string") ? "runner_string" : "string");
  check.expect_text(bug ? unescape_all(string).to_text() : string.to_text());
  check.expect_truthy(member(vector, "truthy").is_truthy());
  check.finish();
}

void run_official_case(const Value& vector, VectorReport& report) {
  const std::string text = member(vector, "expr").to_text();
  Check check(report, text, run(text, member(vector, "contexts")));
  if (has(vector, "err")) {
    const Value& error = member(vector, "err");
    return check.expect_error(member(error, "kind").to_text(), member(error, "value").to_text());
  }
  const Value& result = member(vector, "result");
  check.expect_value(member(result, "kind").to_text(), member(result, "value"));
  check.finish();
}

}  // namespace

Result<VectorReport> run_expression_vectors(std::string_view json) {
  TRY(const Value document, value_from_json(json));
  const Error shape = invalid_input("pipelines.invalid_vectors", "the document is no file of expression vectors");
  if (document.kind() != ValueKind::object) return shape;
  VectorReport report;
  if (has(document, "vectors")) {
    const Value& vectors = member(document, "vectors");
    if (vectors.kind() != ValueKind::array) return shape;
    for (const Value& vector : vectors.array().items) run_vector(vector, member(document, "contexts"), report);
    return report;
  }
  for (const auto& [group, cases] : document.object().entries()) {
    if (cases.kind() != ValueKind::array) return shape;
    for (const Value& vector : cases.array().items) run_official_case(vector, report);
  }
  return report;
}

}  // namespace towpath::pipelines
