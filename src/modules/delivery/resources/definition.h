#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "delivery/driver.h"
#include "resources/price.h"

namespace towpath::delivery {

/// How long a resource that no workload declares any more stays when its definition says nothing.
inline constexpr int usual_retention_days = 7;

/// A JSON Schema of parameters that says nothing.
inline constexpr std::string_view no_parameters = "{}";

/// A resource that another one brings along.
struct DefinitionNeed {
  std::string name;  ///< How the definition's inputs call it.
  std::string type, resource_class = "default";
  std::string id;             ///< "": one for each resource; otherwise shared by the project's environment.
  std::string params = "{}";  ///< JSON object; placeholders of the definition's scope.
};

/// One version of a definition. Immutable: a change is another version.
struct Definition {
  std::string id;
  std::int64_t version = 1;
  std::string type, driver, inputs = "{}", description;
  std::string owner_ref;
  std::string account, region;    ///< Of a cloud account (cloud_accounts.h); "" for none, and for its first region.
  std::string parameters = "{}";  ///< JSON Schema of what a workload may say; {} for what its type allows.
  std::optional<std::vector<DriverOutput>> outputs;  ///< Nothing: those the driver offers.
  std::optional<Price> price;                        ///< Nothing: what its type says.
  std::vector<DefinitionNeed> depends_on, alongside;
  std::optional<int> retain_days = usual_retention_days;  ///< Nothing: kept until somebody deletes it.
  bool is_automatic = false;                              ///< Resources take a new version with their next deployment.
  std::string document;                                   ///< Descriptor as canonical JSON; "" for a shipped version.
  std::string created_by;
  UtcTime created_at;
  std::optional<UtcTime> withdrawn_at;

  bool is_shipped() const { return document.empty(); }
  /// "postgres@2".
  std::string version_name() const { return id + "@" + std::to_string(version); }
};

/// "postgres@2" as id and version; version 0 when it is none.
std::pair<std::string, std::int64_t> parse_version_name(const std::string& text);

/// A type of resource that workloads can ask for.
struct ResourceType {
  std::string name, description;
  std::vector<DriverOutput> outputs;
  std::string parameters = "{}";  ///< JSON Schema, of definitions of it that say none; {} for anything.
  bool is_shipped = false;
  std::optional<Price> price = {};  ///< Of definitions of it that say none.
};

}  // namespace towpath::delivery
