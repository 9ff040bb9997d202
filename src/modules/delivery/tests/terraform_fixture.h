#pragma once

#include <fmt/core.h>

#include <map>
#include <memory>
#include <string>

#include "base/base64.h"
#include "db/testing/databases.h"
#include "delivery/terraform.h"

namespace towpath::delivery {

std::vector<db::Migration> migrations();  // generated from migrations/*.sql

namespace testing {

/// Seals so that nothing of the text shows and only the same context opens it.
class ToyVault final : public Vault {
 public:
  Status store(const std::string&, const std::map<std::string, Secret>&) override { return ok(); }
  Result<std::map<std::string, Secret>> load(const std::string&) override { return std::map<std::string, Secret>(); }
  Status forget(const std::string&) override { return ok(); }
  Status forget_component(const std::string&, const std::string&) override { return ok(); }
  Result<std::map<std::string, Secret>> of_component(const std::string&, const std::string&) override {
    return std::map<std::string, Secret>();
  }
  Result<std::map<std::string, Secret>> of_organisation() override { return std::map<std::string, Secret>(); }
  Result<std::string> seal(const Secret& text, std::string_view context) override {
    if (is_locked) return unavailable("secrets.locked", "The secrets are locked.");
    return to_base64(fmt::format("{}\n{}", context, text.reveal()));
  }
  Result<Secret> open(std::string_view sealed, std::string_view context) override {
    if (is_locked) return unavailable("secrets.locked", "The secrets are locked.");
    const auto text = from_base64(sealed);
    if (!text || !text->starts_with(fmt::format("{}\n", context)))
      return failed("secrets.key_wrong", "This is sealed for something else.");
    return Secret(text->substr(context.size() + 1));
  }
  bool is_locked = false;
};

}  // namespace testing
}  // namespace towpath::delivery
