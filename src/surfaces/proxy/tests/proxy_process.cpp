#include <cstdlib>
#include <string>

#include "proxy/proxy.h"

// The data plane's process for tests: proxy_process <data directory> <port> [response timeout in seconds] [version]
int main(int argc, char** argv) {
  if (argc < 3) return 2;
  towpath::proxy::ProxyOptions options;
  options.data_directory = argv[1];
  options.port = std::atoi(argv[2]);
  if (argc > 3) options.response_timeout = std::chrono::seconds(std::atoi(argv[3]));
  if (argc > 4) options.version = argv[4];
  options.longest_head = 8192;
  return towpath::proxy::run_proxy(options);
}
