#include "wrk.h"

#include <filesystem>
#include <stdexcept>

#include "program.h"

namespace towpath::bench {
namespace {

/// The number behind `label` in wrk's report; -1 where it is not there.
double number_after(const std::string& text, const std::string& label) {
  const auto at = text.find(label);
  return at == text.npos ? -1 : std::stod(text.substr(at + label.size()));
}

}  // namespace

bool has_wrk() { return std::filesystem::exists("/usr/bin/wrk"); }

double requests_per_second(const std::string& url, const std::string& header, int connections) {
  Program wrk({"/usr/bin/wrk", "-t1", "-c" + std::to_string(connections), "-d" + std::to_string(load_seconds) + "s",
               "-H", header, url});
  const auto [status, text] = wrk.rest();
  const double value = number_after(text, "Requests/sec:");
  if (status != 0 || value < 0 || text.find("Non-2xx") != text.npos || text.find("Socket errors") != text.npos)
    throw std::runtime_error("wrk did not get its answers from " + url + ": " + text);
  return value;
}

}  // namespace towpath::bench
