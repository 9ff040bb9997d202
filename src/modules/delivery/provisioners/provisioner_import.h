#pragma once

#include <string>
#include <vector>

#include "provisioners/provisioner_file.h"
#include "resources/definition.h"

namespace towpath::delivery {

/// What became of one provisioner.
struct ImportedProvisioner {
  std::string uri, type;
  int line = 1;
  std::string definition;            ///< Name of the definition made of it; "" when none was.
  std::vector<std::string> missing;  ///< Why none was: what it needs and is not here.
  std::vector<std::string> notes;    ///< What is otherwise than with Score's tools.
};

struct ProvisionerImport {
  std::vector<ImportedProvisioner> provisioners;  ///< In the order of the file.
  std::vector<std::string> documents;             ///< Descriptors (JSON): definitions, and types nobody knows yet.
};

/// Makes resource definitions of those provisioners that work here: templates that compute outputs, and programs. The
/// others are named with what they lack. `owner`: the owner the definitions get.
ProvisionerImport import_provisioners(const std::vector<Provisioner>& provisioners, const std::string& owner,
                                      const std::vector<ResourceType>& known_types);

}  // namespace towpath::delivery
