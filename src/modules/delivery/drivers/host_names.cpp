#include "host_names.h"

#include <algorithm>

#include "base/strings.h"
#include "blob/blob.h"

namespace towpath::delivery {

namespace {

constexpr std::size_t longest_label = 63, longest_name = 253, hash_digits = 8;

bool is_label(const std::string& label) {
  const auto is_allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return !label.empty() && label.size() <= longest_label && label.front() != '-' && label.back() != '-' &&
         std::all_of(label.begin(), label.end(), is_allowed);
}

}  // namespace

std::string workload_host(std::string_view workload, std::string_view environment, std::string_view environment_type) {
  auto label = std::string(workload);
  if (environment_type != "production") label += "-" + std::string(environment);
  if (label.size() > longest_label) {
    const auto hash = blob::digest_of(label).text;
    label = label.substr(0, longest_label - hash_digits - 1) + "-" + hash.substr(hash.find(':') + 1, hash_digits);
  }
  return label + ".localhost";
}

bool is_host_name(std::string_view text) {
  const auto labels = split(text, '.');
  return text.size() <= longest_name && std::all_of(labels.begin(), labels.end(), is_label);
}

}  // namespace towpath::delivery
