#include <cmath>
#include <limits>
#include <optional>

#include "base/strings.h"

#include "expression/functions.h"
#include "expression/node.h"
#include "expression/text.h"
#include "pipelines/expression.h"

namespace towpath::pipelines {
namespace {

Error evaluation_error(std::string message) {
  return invalid_input("pipelines.expression_evaluation", std::move(message));
}

// Sizes as the runner counts them (EvaluationMemory.cs), so that the same expressions are refused.
std::size_t memory_of(const Value& value) {
  if (value.kind() == ValueKind::string) return 26 + 2 * utf16_length(value.string());
  if (value.kind() == ValueKind::array && value.array().filtered) return 24 + 8 * value.array().items.size();
  return 24;
}

class Evaluator final : public Arguments {
 public:
  Evaluator(const std::string& text, const Scope& scope) : text_(text), scope_(scope) {}

  Result<Value> evaluate(const ExpressionNode& node) {
    const std::size_t before = memory_;
    TRY(Value value, compute(node));
    // What the children made is gone, unless it lives on inside a collection.
    if (value.is_primitive()) memory_ = before;
    memory_ += memory_of(value);
    if (memory_ > max_evaluation_memory) return exceeded_memory();
    return value;
  }

  std::size_t count() const override { return call_->children.size(); }
  Result<Value> at(std::size_t index) override {
    const ExpressionNode* call = call_;
    Result<Value> value = evaluate(call->children[index]);
    call_ = call;
    return value;
  }
  Error exceeded_memory() const override {
    return evaluation_error("The maximum allowed memory size was exceeded while evaluating the following expression: " +
                            text_);
  }

 private:
  Result<Value> compute(const ExpressionNode& node) {
    switch (node.kind) {
      case NodeKind::literal:
        return node.value;
      case NodeKind::context: {
        const Value* value = scope_.contexts.find(node.name);
        return value == nullptr ? Value() : *value;
      }
      case NodeKind::call:
        return call(node);
      case NodeKind::index:
        return index(node);
      case NodeKind::wildcard:
        return Value();
      case NodeKind::negation: {
        TRY(const Value value, evaluate(node.children[0]));
        return Value(!value.is_truthy());
      }
      case NodeKind::all:
      case NodeKind::any: {
        Value value;
        for (const ExpressionNode& child : node.children) {
          TRY(value, evaluate(child));
          if (value.is_truthy() == (node.kind == NodeKind::any)) break;
        }
        return value;
      }
      case NodeKind::comparison:
        return compare(node);
    }
    return Value();
  }

  Result<Value> compare(const ExpressionNode& node) {
    TRY(Value left, evaluate(node.children[0]));
    for (std::size_t i = 0; i < node.comparisons.size(); ++i) {
      TRY(const Value right, evaluate(node.children[i + 1]));
      left = Value(holds(left, node.comparisons[i], right));
    }
    return left;
  }

  static bool holds(const Value& left, Comparison comparison, const Value& right) {
    switch (comparison) {
      case Comparison::equal:
        return loosely_equal(left, right);
      case Comparison::not_equal:
        return !loosely_equal(left, right);
      case Comparison::less:
        return loosely_less(left, right);
      case Comparison::less_or_equal:
        return loosely_equal(left, right) || loosely_less(left, right);
      case Comparison::greater:
        return loosely_greater(left, right);
      case Comparison::greater_or_equal:
        return loosely_equal(left, right) || loosely_greater(left, right);
    }
    return false;
  }

  Result<Value> call(const ExpressionNode& node) {
    if (find_built_in(node.name) != nullptr) {
      call_ = &node;
      return call_built_in(to_lower(node.name), *this);
    }
    std::vector<Value> values;
    for (const ExpressionNode& child : node.children) {
      TRY(Value value, evaluate(child));
      values.push_back(std::move(value));
    }
    return scope_.functions.at(to_lower(node.name))(values);
  }

  // The position in an array that a key names; none for negative, huge or non-numeric keys.
  static std::optional<std::size_t> position(const Value& key) {
    const double number = std::floor(key.to_number());
    if (std::isnan(number) || number < 0 || number > std::numeric_limits<int>::max()) return std::nullopt;
    return static_cast<std::size_t>(number);
  }

  static const Value* find_item(const Value& collection, const Value& key) {
    if (collection.kind() == ValueKind::object) {
      return key.is_primitive() ? collection.object().find(key.to_text()) : nullptr;
    }
    if (collection.kind() != ValueKind::array) return nullptr;
    const auto at = position(key);
    const auto& items = collection.array().items;
    return at && *at < items.size() ? &items[*at] : nullptr;
  }

  static void append_all(const Value& collection, std::vector<Value>& out) {
    if (collection.kind() == ValueKind::object) {
      for (const auto& [key, value] : collection.object().entries()) out.push_back(value);
    } else if (collection.kind() == ValueKind::array) {
      out.insert(out.end(), collection.array().items.begin(), collection.array().items.end());
    }
  }

  Result<Value> index(const ExpressionNode& node) {
    TRY(const Value collection, evaluate(node.children[0]));
    const bool wildcard = node.children[1].kind == NodeKind::wildcard;
    TRY(const Value key, evaluate(node.children[1]));
    const bool filtered = collection.kind() == ValueKind::array && collection.array().filtered;

    if (!wildcard && !filtered) {
      const Value* item = find_item(collection, key);
      return item == nullptr ? Value() : *item;
    }
    Array result;
    result.filtered = true;
    if (!filtered) {
      append_all(collection, result.items);
      return Value(std::move(result));
    }
    for (const Value& element : collection.array().items) {
      if (wildcard) {
        append_all(element, result.items);
      } else if (const Value* item = find_item(element, key); item != nullptr) {
        result.items.push_back(*item);
      }
    }
    return Value(std::move(result));
  }

  const std::string& text_;
  const Scope& scope_;
  std::size_t memory_ = 0;
  const ExpressionNode* call_ = nullptr;  // the built-in call being evaluated
};

}  // namespace

Result<Value> Expression::evaluate(const Scope& scope) const {
  if (root_ == nullptr) return Value();
  return Evaluator(text_, scope).evaluate(*root_);
}

}  // namespace towpath::pipelines
