#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "db/db.h"

namespace towpath::faults {

struct EventRow {
  std::int64_t sequence = 0;
  std::string type, subject, actor, payload;
};

struct RunRow {
  std::string id, kind, title, state;
  std::int64_t journal_seq = 0;
};

struct ResourceRow {
  std::string gu_id, type, state, res_id;
};

/// What the database says, read beside the running server.
struct Evidence {
  std::vector<EventRow> events;
  std::vector<RunRow> runs;
  std::map<std::string, std::vector<std::string>> deployments_of_run;  ///< Run id to deployment ids.
  std::map<std::string, std::string> deployment_states;
  std::map<std::string, std::int64_t> leftovers;  ///< Rows that a quiet server has none of, by what they are.
  std::vector<std::string> broken_journals;       ///< Runs whose journal has a gap, or ends a node twice.
  std::vector<ResourceRow> resources;
  std::set<std::string> resource_secrets;            ///< gu_ids that have secrets.
  std::set<std::string> repositories;                ///< Ids.
  std::set<std::string> instances_in_force;          ///< Of delivery_current.
  std::map<std::string, std::string> instances;      ///< Id to state, those not stopped or failed.
  std::map<int, std::vector<std::string>> ports;     ///< Host port to the routes that name it.
  std::map<std::string, std::int64_t> releases;      ///< "component bundle commit" to how often.
  std::map<std::string, std::int64_t> consumer_lag;  ///< Consumer to events it wants and has not ticked.
  std::int64_t unsealed = 0;
};

Evidence read_evidence(const std::string& database);

/// Databases and roles "tp_..." of the private PostgreSQL server of a data directory.
struct ProvisionedObjects {
  std::set<std::string> databases, kept, roles;
};
ProvisionedObjects read_provisioned(int port, const std::string& password);

/// Every text of every table of a database, with "table.column" before it.
std::vector<std::pair<std::string, std::string>> read_all_text(const std::string& database);

}  // namespace towpath::faults
