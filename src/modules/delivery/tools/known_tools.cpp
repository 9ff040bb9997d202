#include "known_tools.h"

#include <fmt/format.h>

#include <stdexcept>

#include "base/strings.h"
#include "program_search.h"

namespace towpath::delivery {

const std::vector<KnownTool>& known_tools() {
  static const std::vector<KnownTool> all{
      {"ansible",
       {"ansible-playbook"},
       {"--version"},
       {"ansible"},
       "Resources that a playbook makes.",
       "Install it for the whole machine: apt-get install ansible-core"},
      {"chef",
       {"cinc-client", "chef-client"},
       {"--version"},
       {"chef"},
       "Resources that a recipe makes.",
       "Install Cinc (https://cinc.sh/start/client) or Chef Infra Client (https://docs.chef.io/install)."},
      {"helm",
       {"helm"},
       {"version", "--short"},
       {"helm"},
       "Resources that a Helm chart makes.",
       "Install Helm where the server's PATH finds it: https://helm.sh/docs/intro/install"},
      {"opentofu",
       {"tofu"},
       {"--version"},
       {"terraform"},
       "Resources that a module of OpenTofu makes.",
       "Install OpenTofu where the server's PATH finds it: https://opentofu.org/docs/intro/install"},
      {"podman",
       {"podman"},
       {"--version"},
       {},
       "Workloads that run as containers.",
       "Install it: apt-get install podman runc catatonit"},
      {"pulumi",
       {"pulumi"},
       {"version"},
       {"pulumi"},
       "Resources that a Pulumi program makes.",
       "Install Pulumi where the server's PATH finds it: https://www.pulumi.com/docs/install"},
      {"puppet",
       {"puppet"},
       {"--version"},
       {"puppet"},
       "Resources that a manifest makes.",
       "Install it for the whole machine: apt-get install puppet-agent"},
      {"terraform",
       {"terraform"},
       {"--version"},
       {"terraform"},
       "Resources that a module of Terraform makes.",
       "Install Terraform where the server's PATH finds it: https://developer.hashicorp.com/terraform/install"}};
  return all;
}

const KnownTool& known_tool(std::string_view name) {
  for (const KnownTool& tool : known_tools())
    if (tool.name == name) return tool;
  throw std::logic_error("no such tool is known: " + std::string(name));
}

std::optional<std::filesystem::path> find_tool(std::string_view search_path, const KnownTool& tool) {
  for (const std::string& program : tool.programs)
    if (auto found = find_program(search_path, program)) return found;
  return std::nullopt;
}

Result<std::filesystem::path> require_tool(std::string_view search_path, const KnownTool& tool) {
  if (auto found = find_tool(search_path, tool)) return std::move(*found);
  return unavailable("delivery.tool_missing", fmt::format("The program '{}' is not installed on this server's host.",
                                                          join(tool.programs, "' or '")))
      .with_hint(tool.how_to_install);
}

}  // namespace towpath::delivery
