#include "progress.h"

#include <fmt/core.h>

#include <ostream>

#include "output.h"

namespace towpath::cli {
namespace {

std::string_view mark(std::string_view state) {
  if (state == "succeeded") return "✓";
  if (state == "failed" || state == "timed_out") return "✗";
  if (state == "skipped") return "–";
  if (state == "cancelled") return "■";
  return "•";
}

void print_entry(const boost::json::value& entry, Io& io) {
  const std::string type = text_at(entry, "type"), node = text_at(entry, "node");
  const auto& data = entry.at("data");
  if (type == "node.finished")
    io.err << fmt::format("{} {}\n", mark(text_at(data, "state")), node);
  else if (type == "step.finished")
    io.err << fmt::format("  {} {}\n", mark(text_at(data, "state")), text_at(data, "name"));
  else if (type == "run.waiting")
    io.err << fmt::format("• {}\n", text_at(data, "reason"));
  else if (type == "node.waiting")
    io.err << fmt::format("• {} waits for {}\n", node, text_at(data, "for") == "approval" ? "an approval" : "its time");
  else if (type == "node.unknown")
    io.err << fmt::format("• {} waits for an answer: {}\n  {}\n", node, text_at(data, "message"),
                          text_at(data, "hint"));
  else if (type == "node.retried")
    io.err << fmt::format("↻ {} runs again: {}\n", node, text_at(data, "reason"));
}

void print_failure(const boost::json::value& run, Io& io) {
  const auto* error = run.as_object().if_contains("error");
  if (!error || !error->is_object()) return;
  io.err << fmt::format("error: {} [{}]\n", text_at(*error, "message"), text_at(*error, "code"));
  if (const std::string hint = text_at(*error, "hint"); !hint.empty()) io.err << "hint:  " << hint << "\n";
}

}  // namespace

Result<boost::json::value> follow_run(const ApiClient& api, const std::string& run_id, Invocation& invocation) {
  const std::string path = "/api/v1/runs/" + encode(run_id);
  CHECK_OK(api.stream(path + "/journal/stream", [&](std::string_view event, const boost::json::value& entry) {
    if (event == "journal" && invocation.format != Format::json) print_entry(entry, invocation.io);
    return true;
  }));
  return api.get(path);
}

int finish_with(const boost::json::value& run, Invocation& invocation) {
  const bool succeeded = text_at(run, "state") == "succeeded";
  if (invocation.format == Format::json) {
    invocation.io.out << boost::json::serialize(run) << "\n";
  } else {
    if (!succeeded) print_failure(run, invocation.io);
    invocation.io.err << fmt::format("run #{} {}\n", text_at(run, "number"), text_at(run, "state"));
    invocation.io.out << text_at(run, "id") << "\n";
  }
  return succeeded ? 0 : 1;
}

}  // namespace towpath::cli
