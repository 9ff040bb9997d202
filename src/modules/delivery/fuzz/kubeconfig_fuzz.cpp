#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "../kubernetes/kube_api.h"
#include "../kubernetes/kubeconfig.h"
#include "../runtimes/kubernetes/cluster_instances.h"
#include "../runtimes/kubernetes/pod_log.h"

using namespace towpath;
using namespace towpath::delivery;

// A kubeconfig that somebody else wrote, and texts of a cluster: logs, quantities, streams. No file is read; what is
// accepted has an address, and records of a log have times of one length.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto access = read_kubeconfig(text, "/nowhere", "", [](const std::filesystem::path&) -> Result<std::string> {
    return std::string("-----BEGIN CERTIFICATE-----\n");
  });
  if (access && (access->server.empty() || access->certificate.empty() != access->key.empty())) std::abort();
  const auto records = log_records(text, "");
  if (!records.empty() && (records.size() < 30 || records[29] != 'Z')) std::abort();
  (void)bytes_of_quantity(text);
  LineStream lines([](std::string_view line) { return line.find('\n') == line.npos; });
  if (!lines.take(text)) std::abort();
  (void)refused_by_cluster("https://x", "look", {409, std::string(text)});
  return 0;
}
