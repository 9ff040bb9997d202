#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "../runtimes/container_log.h"
#include "../runtimes/podman/podman_containers.h"

using namespace towpath::delivery;

// What podman and conmon write: records of a container's log, times, frames of an attached stream. A record's text is
// part of the record; frames give no byte that was not there.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto record = container_log().parse(text))
    if (!text.ends_with(record->text) || record->text.size() + 24 > text.size()) std::abort();
  if (const auto time = parse_container_time(text); time && time->time_since_epoch().count() < -86'400'000'000)
    std::abort();
  if (joined_frames(text).size() + (size < 8 ? 0 : 8) > size && size >= 8) std::abort();
  PodmanAnswer answer{500, std::string(text)};
  if (answer.problem().size() > 500) std::abort();
  return 0;
}
