#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "delivery/driver.h"
#include "mask/masker.h"

namespace towpath::delivery {

using Variables = std::vector<std::pair<std::string, std::string>>;

/// What a tool's process gets of the cloud account of a resource; what the definition says itself in `own` counts
/// instead. The credentials are among it: for an environment only, and masked by mask_credentials() in what is printed.
inline Variables account_environment(const ResourceRequest& request, const Variables& own) {
  Variables out;
  const auto add = [&](const std::string& name, const std::string& value) {
    if (std::none_of(own.begin(), own.end(), [&](const auto& each) { return each.first == name; }))
      out.emplace_back(name, value);
  };
  for (const auto& [name, value] : request.account_variables)
    if (!request.credentials.contains(name)) add(name, value);
  for (const auto& [name, secret] : request.credentials) add(name, secret.reveal());
  return out;
}

inline void mask_credentials(const ResourceRequest& request, mask::Masker& masker) {
  for (const auto& [name, secret] : request.credentials) masker.add(secret.reveal());
}

}  // namespace towpath::delivery
