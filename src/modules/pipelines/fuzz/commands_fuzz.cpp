#include <cstdint>
#include <string_view>

#include "pipelines/file_command.h"
#include "pipelines/workflow_command.h"

using namespace towpath::pipelines;

namespace {

class Counter final : public OutputListener {
 public:
  void on_line(std::string_view line) override { bytes += line.size(); }
  void on_mask(const std::string& secret) override { bytes += secret.size(); }
  void on_annotation(const Annotation& annotation) override { bytes += annotation.message.size(); }
  void on_output(const std::string& name, const std::string&) override { bytes += name.size(); }
  std::size_t bytes = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Counter counter;
  OutputReader reader(counter, DebugLines::shown);
  reader.feed(text.substr(0, size / 2));
  reader.feed(text.substr(size / 2));
  reader.finish();
  static_cast<void>(parse_file_command(text));
  static_cast<void>(parse_path_file(text));
  return 0;
}
