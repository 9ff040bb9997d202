// Any bytes parse and render, or end in an error within the limits that names a place; the same each time.
#include <boost/json.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "gotemplate/json.h"
#include "gotemplate/template.h"

using namespace towpath;
using namespace towpath::gotemplate;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const boost::json::value context = boost::json::parse(
      R"({"Init":{"sk":"k","port":1},"State":{"name":"n"},"Shared":{},"Params":{"host":"h","list":[1,"b",null,2.5]},
          "Id":"shop.db","Text":"Grüße 😀\n x","Nil":null})");
  Environment environment;
  environment.limits = {
      .source_bytes = 1 << 16, .output_bytes = 1 << 16, .work_bytes = 1 << 20, .steps = 20'000, .depth = 50};
  environment.random = [](std::uint32_t bound) { return bound / 2; };
  const auto parsed = Template::parse(std::string(reinterpret_cast<const char*>(data), size), "fuzz", environment);
  if (!parsed.has_value()) {
    if (!parsed.error().message().starts_with("fuzz:")) std::abort();
    return 0;
  }
  const auto out = parsed->render(from_json(context), environment),
             again = parsed->render(from_json(context), environment);
  if (out.has_value() != again.has_value() || (out.has_value() && *out != *again)) std::abort();
  if (!out.has_value() && !out.error().message().starts_with("fuzz:")) std::abort();
  return 0;
}
