#include "server_status.h"

#include <unistd.h>

#include <boost/json.hpp>
#include <fstream>

#include "base/version.h"
#include "database_store.h"

namespace towpath::app {
namespace {

namespace json = boost::json;

constexpr std::size_t backups_shown = 20;

std::int64_t resident_bytes() {
  std::int64_t total_pages = 0, resident_pages = 0;
  std::ifstream("/proc/self/statm") >> total_pages >> resident_pages;
  return resident_pages * ::sysconf(_SC_PAGESIZE);
}

/// Backups are files of whoever asked for them; that they were taken is what the server knows.
json::array backups_of(events::Events& events) {
  events::EventFilter filter;
  filter.type = "platform.backup.taken";
  filter.limit = backups_shown;
  json::array out;
  for (const events::SealedEvent& event : events.find(filter)) {
    const json::value payload = event.payload.empty() ? json::value(json::object()) : json::parse(event.payload);
    const json::value* members = payload.as_object().if_contains("members");
    const json::value* has_key = payload.as_object().if_contains("hasKey");
    out.push_back(json::object{{"at", to_rfc3339(event.at)},
                               {"actor", event.actor},
                               {"members", members ? *members : json::value(nullptr)},
                               {"hasKey", has_key ? *has_key : json::value(nullptr)}});
  }
  return out;
}

json::object status_of(const ServerFacts& facts) {
  const DatabaseFacts database = database_facts(facts.db);
  const auto writes = facts.db.load();
  const auto nodes = facts.runs.load();
  const http::Server* server = facts.http();
  const auto requests = server ? server->load() : http::Server::Load();
  return {
      {"version", std::string(version())},
      {"startedAt", to_rfc3339(facts.started_at)},
      {"hostId", facts.host_id},
      {"dataDirectory", facts.data_directory},
      {"memoryBytes", resident_bytes()},
      {"database", json::object{{"engine", database.engine},
                                {"version", database.version},
                                {"sizeBytes", database.size_bytes},
                                {"queuedWrites", writes.queued_writes}}},
      {"runs",
       json::object{
           {"workers", facts.workers}, {"ready", nodes.ready}, {"running", nodes.running}, {"waiting", nodes.waiting}}},
      {"http", json::object{{"workers", facts.http_workers},
                            {"connections", requests.connections},
                            {"running", requests.running},
                            {"queued", requests.queued}}},
      {"events", json::object{{"lastSequence", facts.events.last_sequence()}}},
      {"backups", backups_of(facts.events)}};
}

}  // namespace

void add_server_route(http::Router& router, ServerFacts facts) {
  router.add({.method = "GET",
              .pattern = "/api/v1/server",
              .permission = "platform.read",
              .handler = [facts = std::move(facts)](const http::Request&) -> Result<http::Response> {
                return http::json_response(200, json::serialize(status_of(facts)));
              }});
}

}  // namespace towpath::app
