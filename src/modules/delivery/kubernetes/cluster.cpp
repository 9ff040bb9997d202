#include "cluster.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>

namespace towpath::delivery {

namespace {

bool is_numeric(const std::string& address) {
  in6_addr bytes{};
  return inet_pton(AF_INET, address.c_str(), &bytes) == 1 || inet_pton(AF_INET6, address.c_str(), &bytes) == 1;
}

Error no_address(std::string why) {
  return unavailable("delivery.runtime_unavailable", std::move(why))
      .with_hint("set kubernetes-address to the numeric address of a node that this machine reaches");
}

/// The first address of a name; "" when it has none.
std::string resolved(const std::string& name) {
  addrinfo hints{}, *found = nullptr;
  hints.ai_socktype = SOCK_STREAM;
  if (getaddrinfo(name.c_str(), nullptr, &hints, &found) != 0) return "";
  char text[NI_MAXHOST] = "";
  const int failure = getnameinfo(found->ai_addr, found->ai_addrlen, text, sizeof text, nullptr, 0, NI_NUMERICHOST);
  freeaddrinfo(found);
  return failure == 0 ? text : "";
}

}  // namespace

Result<std::shared_ptr<const KubeApi>> Cluster::api() {
  if (!is_configured())
    return unavailable("delivery.runtime_unavailable", "no cluster is configured")
        .with_hint(
            "set kubeconfig to a file with the address of a cluster and credentials, and start the server again");
  std::error_code none;
  const auto changed_at = std::filesystem::last_write_time(options_.kubeconfig, none);
  const std::lock_guard lock(mutex_);
  if (api_ && (none || changed_at == read_at_)) return api_;
  TRY(auto access, load_kubeconfig(options_.kubeconfig, options_.context));
  api_ = std::make_shared<const KubeApi>(std::move(access));
  read_at_ = changed_at;
  return api_;
}

Result<std::string> Cluster::address() {
  if (!options_.address.empty()) {
    if (is_numeric(options_.address)) return options_.address;
    return no_address(fmt::format("kubernetes-address is '{}', which is no numeric address", options_.address));
  }
  TRY(const auto api, this->api());
  const auto host = host_of(api->access().server);
  if (is_numeric(host)) return host;
  auto address = resolved(host);
  if (address.empty()) return no_address(fmt::format("the name {} of the cluster has no address", host));
  return address;
}

std::shared_ptr<Cluster> make_cluster(ClusterOptions options) { return std::make_shared<Cluster>(std::move(options)); }

}  // namespace towpath::delivery
