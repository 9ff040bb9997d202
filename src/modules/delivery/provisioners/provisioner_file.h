#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace towpath::delivery {

/// One provisioner of a file of Score's tools (`*.provisioners.yaml` of score-compose and score-k8s).
struct Provisioner {
  std::string uri;     ///< "template://default-provisioners/redis"
  std::string scheme;  ///< template, cmd, local-env or another word.
  std::string place;   ///< Of the URI, between scheme and '#': "default-provisioners/redis", "bash".
  std::string type, description;
  std::optional<std::string> resource_class, id;  ///< Nothing: any.
  std::map<std::string, std::string> templates;   ///< By section: "init", "state", "outputs", "services", ...
  std::vector<std::string> args;                  ///< Of a program.
  std::vector<std::string> expected_outputs, supported_params;
  int line = 1;  ///< Where it begins in the file.
};

/// The sections of a provisioner in the order they are rendered in.
const std::vector<std::string>& provisioner_sections();

/// The sections that say what Docker Compose or Kubernetes has to make.
bool is_made_by_others(std::string_view section);

/// Reads a file of provisioners. Errors: yaml.invalid, yaml.too_large, delivery.invalid_provisioner (message with
/// file:line:column; one field per problem, JSON Pointers into the file).
Result<std::vector<Provisioner>> parse_provisioners(std::string_view text, const std::string& file_name);

}  // namespace towpath::delivery
