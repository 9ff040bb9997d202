// Any bytes are provisioners or an error with a place; what is read renders or fails with a code, and is imported as
// definitions that are read again.
#include <boost/json.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "provisioners/provisioner_import.h"
#include "provisioners/provisioner_templates.h"
#include "resources/definition_document.h"
#include "resources/shipped.h"

using namespace towpath;
using namespace towpath::delivery;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 64 * 1024) return 0;
  const auto read = parse_provisioners(std::string(reinterpret_cast<const char*>(data), size), "fuzz.yaml");
  if (!read.has_value()) {
    if (read.error().message().find("fuzz.yaml") == std::string::npos) std::abort();
    return 0;
  }
  ProvisionerData sample;
  sample.id = "shop.res";
  sample.source_workload = "shop";
  sample.params = {{"host", "h"}, {"path", "/"}, {"port", "web"}};
  for (const Provisioner& each : *read) {
    const auto made = render_provisioner(each.templates, sample, seeded_random(Secret("fuzz")));
    if (!made.has_value() && made.error().message().empty()) std::abort();
  }
  const ProvisionerImport imported = import_provisioners(*read, "platform", shipped_types());
  if (imported.provisioners.size() != read->size()) std::abort();
  for (const std::string& document : imported.documents)
    if (boost::json::parse(document).at("kind") == boost::json::value("ResourceDefinition"))
      static_cast<void>(definition_of(document));
  return 0;
}
