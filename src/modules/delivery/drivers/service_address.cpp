#include "service_address.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>

namespace towpath::delivery {

namespace {

constexpr std::size_t longest = 2'048;
constexpr int highest_port = 65'535;

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    unsigned value = 0;
    const auto* const digits = text.data() + i + 1;
    if (i + 2 >= text.size()) return std::nullopt;
    const auto [end, error] = std::from_chars(digits, digits + 2, value, 16);
    if (error != std::errc() || end != digits + 2 || value == 0) return std::nullopt;
    out += static_cast<char>(value);
    i += 2;
  }
  return out;
}

bool is_host(std::string_view text) {
  if (text.empty()) return false;
  for (const char c : text)
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
          c == '_' || c == ':'))
      return false;
  return true;
}

std::optional<ServiceAddress> read(std::string_view rest, int usual_port) {
  ServiceAddress made;
  if (rest.ends_with('/')) rest.remove_suffix(1);
  if (const auto at = rest.rfind('@'); at != rest.npos) {
    const auto account = rest.substr(0, at);
    const auto colon = account.find(':');
    auto user = percent_decoded(account.substr(0, colon));
    auto password = percent_decoded(colon == account.npos ? "" : account.substr(colon + 1));
    if (!user || !password) return std::nullopt;
    made.user = std::move(*user);
    made.password = Secret(std::move(*password));
    rest.remove_prefix(at + 1);
  }
  std::string_view port;
  if (rest.starts_with('[')) {
    const auto close = rest.find(']');
    if (close == rest.npos) return std::nullopt;
    made.host = rest.substr(1, close - 1);
    port = rest.substr(close + 1);
  } else {
    made.host = rest.substr(0, rest.find(':'));
    port = rest.substr(made.host.size());
  }
  if (!is_host(made.host)) return std::nullopt;
  made.port = usual_port;
  if (port.empty()) return made;
  const auto* const last = port.data() + port.size();
  const auto [end, error] = std::from_chars(port.data() + 1, last, made.port);
  if (port.front() != ':' || error != std::errc() || end != last || made.port < 1 || made.port > highest_port)
    return std::nullopt;
  return made;
}

}  // namespace

Result<ServiceAddress> read_service_address(const Secret& text, std::string_view scheme, int usual_port) {
  const std::string_view all = text.reveal();
  const auto start = fmt::format("{}://", scheme);
  auto made = all.size() <= longest && all.starts_with(start) ? read(all.substr(start.size()), usual_port)
                                                              : std::optional<ServiceAddress>();
  if (made) return std::move(*made);
  return invalid_input("delivery.invalid_address",
                       fmt::format("the configured address of the server for {} resources cannot be read", scheme))
      .with_hint(
          fmt::format("write it like {}user:password@host:{}, with %40 for an @ in the password", start, usual_port));
}

}  // namespace towpath::delivery
