#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "delivery/configuration.h"
#include "delivery/driver.h"
#include "drivers/source_inputs.h"

namespace towpath::delivery {

/// How a tool's definitions are written.
struct ConfigurationLanguage {
  std::string_view text;          ///< The input with what is applied: "playbook".
  std::string_view destroy_text;  ///< The one with what takes it away again: "destroyPlaybook".
  std::string entry;              ///< File that is run when the definition names none, and what a text is written to.
  std::string destroy_file;       ///< What the text that destroys is written to.
  std::string_view example;
  std::vector<std::string_view> reserved_prefixes;  ///< Of environment variables.
  std::string_view check_hint;                      ///< What to do when only check mode fails.
  bool knows_hosts = false;                         ///< It reaches other machines by SSH.
};

/// What a definition of configuration management says, with placeholders resolved.
struct ConfigurationInputs : SourceInputs {
  std::string entry, destroy_entry;     ///< Files that are run; the second is "" when nothing is.
  std::vector<std::string> facts;       ///< Names of facts that the output `facts` has.
  std::vector<ManagedHost> hosts;       ///< Empty, without a query: this machine.
  std::optional<HostQuery> host_query;  ///< In a kept configuration the hosts it found.
  std::string user, known_hosts;
  Secret ssh_key;
  bool is_on_host = false;  ///< Outside of the sandbox.

  bool is_local() const { return hosts.empty() && !host_query; }
};

/// Reads and checks inputs. Secret inputs of the request become secret variables. Errors: delivery.invalid_inputs.
Result<ConfigurationInputs> read_configuration_inputs(const ConfigurationLanguage& language,
                                                      const ResourceRequest& request);

/// What is kept of an application.
struct AppliedConfiguration {
  ConfigurationInputs inputs;
  std::optional<ResourceOutcome> outcome;  ///< Nothing: it was begun, and is not known to have ended well.
};
Secret keep(const ConfigurationLanguage& language, const AppliedConfiguration& applied);
/// Errors: delivery.invalid_inputs.
Result<AppliedConfiguration> read_applied(const ConfigurationLanguage& language, const ResourceRequest& request,
                                          const Secret& text);

}  // namespace towpath::delivery
