// Any bytes parse and render, or end in an error within the limits. The first byte chooses the options.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "template/scaffolder_filters.h"

using namespace towpath::tmpl;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  Options options;
  options.cookiecutter_compat = (data[0] & 1) != 0;
  options.trim_blocks = (data[0] & 2) != 0;
  options.lstrip_blocks = (data[0] & 4) != 0;
  options.limits.steps = 20'000;
  options.limits.output_bytes = 1 << 16;
  options.limits.work_bytes = 1 << 20;

  auto parsed = Template::parse(std::string(reinterpret_cast<const char*>(data + 1), size - 1), "fuzz", options);
  if (!parsed) return 0;
  const Array list{Value(3), Value("b"), Value(nullptr)};
  const Object values{
      {"name", Value("shop")}, {"list", Value(list)}, {"text", Value("Grüße 😀\n x")}, {"number", Value(-2.5)}};
  const Object context{{"values", Value(values)}, {"list", Value(list)}, {"cookiecutter", Value(values)}};
  Environment environment;
  add_scaffolder_filters(environment);
  const auto out = parsed->render(context, environment);
  // The same template on the same context gives the same text: nothing leaks from one render into the next.
  const auto again = parsed->render(context, environment);
  if (out.has_value() != again.has_value() || (out && out.value() != again.value())) std::abort();
  static_cast<void>(parsed->evaluate(context, environment));
  return 0;
}
