#include "driver_json.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "base/strings.h"
#include "json/json.h"

namespace towpath::delivery {

Error invalid_inputs(const ResourceRequest& request, std::string_view why) {
  return invalid_input("delivery.invalid_inputs",
                       fmt::format("resource '{}' of type {}: {}", request.id, request.type, why));
}

Result<boost::json::object> read_object(const ResourceRequest& request, std::string_view what,
                                        const std::string& text) {
  auto parsed = json::parse(text);
  if (!parsed) return invalid_inputs(request, fmt::format("its {} cannot be read: {}", what, parsed.error().message()));
  if (!parsed->is_object()) return invalid_inputs(request, fmt::format("its {} are not an object", what));
  return std::move(parsed->get_object());
}

Status only_keys(const ResourceRequest& request, std::string_view what, const boost::json::object& object,
                 std::initializer_list<std::string_view> known) {
  const std::vector<std::string> names(known.begin(), known.end());
  for (const auto& [key, value] : object) {
    if (std::find(names.begin(), names.end(), key) != names.end()) continue;
    auto error = invalid_inputs(request, fmt::format("it takes no {} '{}'", what, std::string_view(key)));
    if (const auto near = nearest(key, names)) return std::move(error).with_hint("did you mean '" + *near + "'?");
    return std::move(error).with_hint(names.empty() ? fmt::format("leave the {} empty", what)
                                                    : "known are: " + join(names, ", "));
  }
  return ok();
}

void say(const DriverContext& context, std::string_view line) {
  if (context.log) context.log(line);
}

Status takes_nothing(const ResourceRequest& request) {
  TRY(const auto params, read_object(request, "params", request.params));
  CHECK_OK(only_keys(request, "parameter", params, {}));
  TRY(const auto inputs, read_object(request, "inputs", request.inputs));
  return only_keys(request, "input", inputs, {});
}

}  // namespace towpath::delivery
