#include <cstdlib>
#include <string>

#include "proxy/proxy.h"

// The data plane's process for tests: proxy_process <data directory> <port> [response timeout in seconds] [version]
// [longest hold in seconds] [most held]
int main(int argc, char** argv) {
  if (argc < 3) return 2;
  towpath::proxy::ProxyOptions options;
  options.data_directory = argv[1];
  options.port = std::atoi(argv[2]);
  if (argc > 3) options.response_timeout = std::chrono::seconds(std::atoi(argv[3]));
  if (argc > 4) options.version = argv[4];
  if (argc > 5) options.longest_hold = std::chrono::seconds(std::atoi(argv[5]));
  if (argc > 6) options.most_held = static_cast<std::size_t>(std::atoi(argv[6]));
  options.longest_head = 8192;
  return towpath::proxy::run_proxy(options);
}
