#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace towpath::federation {

/// An address range: an IPv4 one as IPv6 ("::ffff:10.0.0.0/104").
struct Network {
  std::array<unsigned char, 16> address;
  int bits;
  bool contains(const std::array<unsigned char, 16>& other) const;
};

/// Which addresses may be connected to: public ones, and those of the networks named. Loopback, private, link-local,
/// carrier-grade, multicast, documentation and reserved ranges are not public (IANA special-purpose registries), and
/// neither is an IPv4 address inside an IPv6 one that is not. Immutable.
class Reach {
 public:
  /// Errors: federation.invalid_network.
  static Result<Reach> of(const std::vector<std::string>& networks);
  /// `address` is numeric; anything else may not be reached.
  bool allows(std::string_view address) const;

 private:
  std::vector<Network> also_;
};

}  // namespace towpath::federation
