#include <boost/json.hpp>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/strings.h"
#include "json/json.h"
#include "yaml/yaml.h"

using namespace towpath;

// Any text either fails with a place or gives trees that survive being written and read back.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto documents = yaml::parse(text, "input.yaml", {.nodes = 20'000});
  if (!documents) {
    if (!documents.error().message().starts_with("input.yaml:")) std::abort();
    return 0;
  }
  for (const yaml::Document& document : documents.value()) {
    const boost::json::value value = yaml::to_json(document.root);
    if (!is_utf8(json::canonical(value))) std::abort();
    const std::string written = yaml::write(value);
    const auto back = yaml::parse_one(written, "written.yaml", {.bytes = 64 << 20});
    if (!back || json::canonical(yaml::to_json(back.value())) != json::canonical(value)) std::abort();
  }
  return 0;
}
