#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "proxy/client.h"
#include "proxy/table.h"

/// The JSON of control socket and table file. README.md describes it; keys are only added, and unknown ones are
/// ignored.
namespace towpath::proxy {

inline constexpr int control_protocol = 1;
inline constexpr std::uint32_t longest_control_frame = 16u << 20;

/// A request: {"v":1,"op":...} and what the operation needs.
struct ControlRequest {
  enum class Operation { hello, set_table, metrics, in_flight, takeover, confirm, watch };
  Operation operation = Operation::hello;
  Table table;   ///< set_table.
  int port = 0;  ///< in_flight.
};

std::string to_text(const ControlRequest& request);
/// Errors: proxy.protocol (not ours, or newer), proxy.invalid_table.
Result<ControlRequest> parse_request_text(std::string_view text);

std::string table_text(const Table& table);
/// Errors: proxy.invalid_table.
Result<Table> parse_table_text(std::string_view text);

// Answers: {"ok":true,...} or {"ok":false,"code":...,"message":...,"hint":...}.
std::string error_answer(const Error& error);
std::string plain_answer();
std::string hello_answer(const Hello& hello);
std::string metrics_answer(const std::vector<RouteMetrics>& metrics);
std::string in_flight_answer(std::uint64_t count);
std::string takeover_answer(const Table& table);
std::string asked_answer(const std::vector<std::string>& route_ids);

Status read_plain_answer(std::string_view text);
Result<Hello> read_hello_answer(std::string_view text);
Result<std::vector<RouteMetrics>> read_metrics_answer(std::string_view text);
Result<std::uint64_t> read_in_flight_answer(std::string_view text);
Result<Table> read_takeover_answer(std::string_view text);
Result<std::vector<std::string>> read_asked_answer(std::string_view text);

}  // namespace towpath::proxy
