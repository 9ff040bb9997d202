#include "network.h"

#include <arpa/inet.h>
#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/strings.h"

namespace towpath::federation {
namespace {

using Address = std::array<unsigned char, 16>;

constexpr int bits_before_ipv4 = 96, all_bits = 128;

std::optional<Address> address_of(const std::string& text) {
  Address out{};
  if (::inet_pton(AF_INET6, text.c_str(), out.data()) == 1) return out;
  std::array<unsigned char, 4> ipv4{};
  if (::inet_pton(AF_INET, text.c_str(), ipv4.data()) != 1) return std::nullopt;
  out[10] = out[11] = 0xFF;
  std::copy(ipv4.begin(), ipv4.end(), out.begin() + 12);
  return out;
}

std::optional<Network> network_of(std::string_view text) {
  const auto slash = text.find('/');
  const std::string host(text.substr(0, slash));
  const auto address = address_of(host);
  if (!address) return std::nullopt;
  const bool is_ipv4 = host.find(':') == host.npos;
  int bits = is_ipv4 ? all_bits - bits_before_ipv4 : all_bits;
  if (slash != text.npos) {
    const std::string_view digits = text.substr(slash + 1);
    const int most = bits;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (read.ec != std::errc() || read.ptr != digits.data() + digits.size() || bits < 0 || bits > most)
      return std::nullopt;
  }
  return Network{*address, is_ipv4 ? bits + bits_before_ipv4 : bits};
}

/// IANA IPv4 and IPv6 Special-Purpose Address Registries, and multicast.
const std::vector<Network>& not_public() {
  static const std::vector<Network> all = [] {
    std::vector<Network> out;
    for (const char* text :
         {"0.0.0.0/8",      "10.0.0.0/8",    "100.64.0.0/10",  "127.0.0.0/8",    "169.254.0.0/16", "172.16.0.0/12",
          "192.0.0.0/24",   "192.0.2.0/24",  "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",  "198.51.100.0/24",
          "203.0.113.0/24", "224.0.0.0/4",   "240.0.0.0/4",    "::/128",         "::1/128",        "100::/64",
          "2001::/23",      "2001:db8::/32", "fc00::/7",       "fe80::/10",      "fec0::/10",      "ff00::/8"})
      out.push_back(*network_of(text));
    return out;
  }();
  return all;
}

/// The IPv4 address that hides in one of IPv6: mapped, compatible, NAT64 (64:ff9b::/96) or 6to4 (2002::/16).
std::optional<Address> hidden_in(const Address& a) {
  const auto mapped = [](const unsigned char* ipv4) {
    Address out{};
    out[10] = out[11] = 0xFF;
    std::copy(ipv4, ipv4 + 4, out.begin() + 12);
    return out;
  };
  const bool is_compatible = std::all_of(a.begin(), a.begin() + 12, [](unsigned char byte) { return byte == 0; });
  const bool is_nat64 = a[0] == 0 && a[1] == 0x64 && a[2] == 0xFF && a[3] == 0x9B;
  if (is_compatible || is_nat64) return mapped(a.data() + 12);
  if (a[0] == 0x20 && a[1] == 0x02) return mapped(a.data() + 2);
  return std::nullopt;
}

bool is_in(const std::vector<Network>& networks, const Address& address) {
  return std::any_of(networks.begin(), networks.end(), [&](const Network& n) { return n.contains(address); });
}

}  // namespace

bool Network::contains(const std::array<unsigned char, 16>& other) const {
  for (int bit = 0; bit < bits; bit += 8) {
    const int left = std::min(bits - bit, 8);
    const auto mask = static_cast<unsigned char>(0xFF << (8 - left));
    const auto at = static_cast<std::size_t>(bit / 8);
    if ((address[at] & mask) != (other[at] & mask)) return false;
  }
  return true;
}

Result<Reach> Reach::of(const std::vector<std::string>& networks) {
  Reach out;
  for (const std::string& text : networks) {
    const auto network = network_of(trim(text));
    if (!network)
      return invalid_input("federation.invalid_network", fmt::format("'{}' is not a network.", text))
          .with_hint("Write it as 10.0.0.0/8 or fd00::/8; several are separated by commas.");
    out.also_.push_back(*network);
  }
  return out;
}

bool Reach::allows(std::string_view text) const {
  const auto address = address_of(std::string(text));
  if (!address) return false;
  if (is_in(also_, *address)) return true;
  if (is_in(not_public(), *address)) return false;
  const auto hidden = hidden_in(*address);
  return !hidden || is_in(also_, *hidden) || !is_in(not_public(), *hidden);
}

}  // namespace towpath::federation
