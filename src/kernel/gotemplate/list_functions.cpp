// sprig's functions of lists.
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "call.h"
#include "formatting.h"

namespace towpath::gotemplate {
namespace {

Result<Value> list(const Call& call) { return Value(List(call.arguments.begin(), call.arguments.end())); }

/// A new list of some items of the first argument.
template <class Pick>
Result<Value> part(const Call& call, Pick pick) {
  TRY(const List* items, call.list(0));
  return pick(*items);
}

Result<Value> first(const Call& call) {
  return part(call, [](const List& items) { return items.empty() ? Value() : items.front(); });
}
Result<Value> last(const Call& call) {
  return part(call, [](const List& items) { return items.empty() ? Value() : items.back(); });
}
Result<Value> rest(const Call& call) {
  return part(call, [](const List& items) {
    return items.empty() ? Value(List()) : Value(List(items.begin() + 1, items.end()));
  });
}
Result<Value> initial(const Call& call) {
  return part(call, [](const List& items) {
    return items.empty() ? Value(List()) : Value(List(items.begin(), items.end() - 1));
  });
}
Result<Value> reverse(const Call& call) {
  return part(call, [](const List& items) { return Value(List(items.rbegin(), items.rend())); });
}
Result<Value> compact(const Call& call) {
  return part(call, [](const List& items) {
    List out;
    std::copy_if(items.begin(), items.end(), std::back_inserter(out), is_true);
    return Value(std::move(out));
  });
}

Result<Value> append(const Call& call) {
  TRY(const List* items, call.list(0));
  List out = *items;
  out.push_back(call[1]);
  return Value(std::move(out));
}
Result<Value> prepend(const Call& call) {
  TRY(const List* items, call.list(0));
  List out{call[1]};
  out.insert(out.end(), items->begin(), items->end());
  return Value(std::move(out));
}
Result<Value> concat(const Call& call) {
  List out;
  for (std::size_t i = 0; i < call.size(); ++i) {
    TRY(const List* items, call.list(i));
    out.insert(out.end(), items->begin(), items->end());
  }
  return Value(std::move(out));
}

Result<bool> holds(const List& items, const Value& wanted, Meter& meter) {
  for (const Value& item : items) {
    TRY(const bool same, is_deep_equal(item, wanted, meter));
    if (same) return true;
  }
  return false;
}

Result<Value> has(const Call& call) {
  if (call[1].is_nil()) return Value(false);
  TRY(const List* items, call.list(1));
  TRY(const bool found, holds(*items, call[0], call.meter));
  return Value(found);
}
Result<Value> uniq(const Call& call) {
  TRY(const List* items, call.list(0));
  List out;
  for (const Value& item : *items) {
    TRY(const bool found, holds(out, item, call.meter));
    if (!found) out.push_back(item);
  }
  return Value(std::move(out));
}
Result<Value> without(const Call& call) {
  TRY(const List* items, call.list(0));
  const List unwanted(call.arguments.begin() + 1, call.arguments.end());
  List out;
  for (const Value& item : *items) {
    TRY(const bool found, holds(unwanted, item, call.meter));
    if (!found) out.push_back(item);
  }
  return Value(std::move(out));
}

Result<Value> slice(const Call& call) {
  TRY(const List* items, call.list(0));
  if (call.size() > 3) return render_error("it takes a list and at most two places");
  std::int64_t from = 0, to = static_cast<std::int64_t>(items->size());
  if (call.size() > 1) from = as_int64(call[1]);
  if (call.size() > 2) to = as_int64(call[2]);
  if (items->empty()) return Value();
  if (from < 0 || to > static_cast<std::int64_t>(items->size()) || from > to)
    return render_error(fmt::format("the list has {} items, there is nothing from {} to {}", items->size(), from, to));
  return Value(List(items->begin() + from, items->begin() + to));
}

/// What sprig takes as a list of texts: the items that are there, each as text; one value alone is a list of it.
Result<std::vector<std::string>> texts(const Call& call, const Value& value) {
  std::vector<std::string> out;
  if (value.is_nil()) return out;
  const List* items = value.as_list();
  const List one{value};
  for (const Value& item : items ? *items : one) {
    CHECK_OK(call.meter.step());
    if (item.is_nil()) continue;
    TRY(std::string text, as_string(item, call.meter));
    out.push_back(std::move(text));
  }
  return out;
}

Result<Value> join_texts(const Call& call) {
  TRY(const std::string separator, call.text(0));
  TRY(const auto parts, texts(call, call[1]));
  CHECK_OK(call.meter.work(separator.size() * parts.size()));
  return Value(join(parts, separator));
}
Result<Value> sort_alpha(const Call& call) {
  TRY(auto parts, texts(call, call[0]));
  if (!call[0].as_list()) return Value(List(parts.begin(), parts.end()));
  std::sort(parts.begin(), parts.end());
  return Value(List(parts.begin(), parts.end()));
}
Result<Value> to_strings(const Call& call) {
  TRY(const auto parts, texts(call, call[0]));
  return Value(List(parts.begin(), parts.end()));
}

Result<Value> numbers(const Call& call, std::int64_t start, std::int64_t end, std::int64_t step) {
  List out;
  if (step == 0 || (end < start && step >= 0) || (end >= start && step < 0)) return Value(std::move(out));
  for (std::int64_t i = start; step > 0 ? i < end : i > end; i += step) {
    CHECK_OK(call.meter.step());
    out.emplace_back(i);
    if (step > 0 ? i > end - step : i < end - step) break;  // the next one could not be counted
  }
  return Value(std::move(out));
}
Result<Value> until(const Call& call) {
  TRY(const std::int64_t count, call.integer(0));
  return numbers(call, 0, count, count < 0 ? -1 : 1);
}
Result<Value> until_step(const Call& call) {
  TRY(const std::int64_t start, call.integer(0));
  TRY(const std::int64_t end, call.integer(1));
  TRY(const std::int64_t step, call.integer(2));
  return numbers(call, start, end, step);
}

constexpr std::array functions{Builtin{"list", 0, -1, list},
                               Builtin{"tuple", 0, -1, list},
                               Builtin{"first", 1, 1, first},
                               Builtin{"last", 1, 1, last},
                               Builtin{"rest", 1, 1, rest},
                               Builtin{"initial", 1, 1, initial},
                               Builtin{"reverse", 1, 1, reverse},
                               Builtin{"compact", 1, 1, compact},
                               Builtin{"append", 2, 2, append},
                               Builtin{"push", 2, 2, append},
                               Builtin{"prepend", 2, 2, prepend},
                               Builtin{"concat", 0, -1, concat},
                               Builtin{"has", 2, 2, has},
                               Builtin{"uniq", 1, 1, uniq},
                               Builtin{"without", 1, -1, without},
                               Builtin{"slice", 1, -1, slice},
                               Builtin{"join", 2, 2, join_texts},
                               Builtin{"sortAlpha", 1, 1, sort_alpha},
                               Builtin{"toStrings", 1, 1, to_strings},
                               Builtin{"until", 1, 1, until},
                               Builtin{"untilStep", 3, 3, until_step}};

}  // namespace

std::span<const Builtin> list_functions() { return functions; }

}  // namespace towpath::gotemplate
