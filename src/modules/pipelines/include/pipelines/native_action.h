#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace towpath::pipelines {

struct ActionInput {
  std::string_view name;
  bool is_required = false;
  /// Only this value is supported ("false"); empty: any.
  std::string_view only_value = {};
};

/// An action that is built in, so that it needs neither Node nor the network.
struct NativeAction {
  std::string name;  ///< Lower case, without a ref: "actions/checkout".
  std::vector<ActionInput> inputs;
};

/// All of them, in alphabetical order.
std::span<const NativeAction> native_actions();

/// Null when there is none of that name. `name` is in lower case.
const NativeAction* find_native_action(std::string_view name);

}  // namespace towpath::pipelines
