#include "base/elsewhere.h"

#include <fmt/core.h>

namespace towpath {
namespace {

constexpr std::string_view code_ending = ".other_host";
constexpr std::string_view host_field = "/host";

}  // namespace

Error other_host(std::string code, const std::string& what, const std::string& host_id) {
  return unavailable(std::move(code), fmt::format("{} is on the server of host {}.", what, host_id))
      .with_field(std::string(host_field), host_id)
      .with_hint("See which servers there are with: towpath server list");
}

std::optional<std::string> elsewhere(const Error& error) {
  if (error.kind() != ErrorKind::unavailable || !error.code().ends_with(code_ending)) return std::nullopt;
  for (const FieldError& field : error.fields())
    if (field.path == host_field) return field.message;
  return std::nullopt;
}

}  // namespace towpath
