#include "decision_store.h"

#include <fmt/core.h>

#include <map>
#include <stdexcept>

#include "finding_json.h"

namespace towpath::standards {
namespace {

constexpr std::string_view columns =
    "d.id, d.gate, d.subject_ref, d.cause, d.owner_ref, d.project_id, d.env_type, d.environment, d.actor, d.outcome, "
    "d.override_reason, d.input_digest, d.at";

Decision read(const db::Row& row) {
  Decision out;
  out.id = row.text(0);
  out.gate = row.text(1);
  out.subject = row.text(2);
  out.cause = row.text(3);
  out.owner_ref = row.text(4);
  out.project_id = row.text(5);
  out.env_type = row.text(6);
  out.environment = row.text(7);
  out.actor = row.text(8);
  const auto outcome = outcome_from(row.text(9));
  if (!outcome) throw std::runtime_error("standards_decisions holds an unknown outcome");
  out.outcome = *outcome;
  out.override_reason = row.text(10);
  out.input_digest = row.text(11);
  out.at = row.time(12);
  return out;
}

constexpr std::string_view finding_columns = "f.policy, f.version, f.mode, f.verdict, f.waiver_id, f.detail";

Finding read_finding(const db::Row& row, std::size_t first) {
  Finding out;
  out.policy = row.text(first);
  out.version = row.text(first + 1);
  const auto mode = mode_from(row.text(first + 2));
  const auto verdict = verdict_from(row.text(first + 3));
  if (!mode || !verdict) throw std::runtime_error("standards_findings holds an unknown mode or verdict");
  out.mode = *mode;
  out.verdict = *verdict;
  out.waiver_id = row.text(first + 4);
  read_detail(row.text(first + 5), out);
  return out;
}

/// The findings of several decisions, in one query.
void add_findings(db::Tx& tx, std::vector<Decision>& decisions) {
  if (decisions.empty()) return;
  std::map<std::string, Decision*> by_id;
  db::Params params;
  std::string marks;
  for (Decision& each : decisions) {
    by_id[each.id] = &each;
    params.emplace_back(each.id);
    marks += marks.empty() ? "?" : ", ?";
  }
  for (const db::Row& row :
       tx.query(fmt::format("SELECT f.decision_id, {} FROM standards_findings f WHERE f.decision_id IN ({}) ORDER BY "
                            "f.decision_id, f.policy",
                            finding_columns, marks),
                params))
    by_id.at(row.text(0))->findings.push_back(read_finding(row, 1));
}

}  // namespace

void DecisionStore::insert(db::Tx& tx, const Decision& d) const {
  tx.exec(
      "INSERT INTO standards_decisions (id, gate, subject_ref, cause, owner_ref, project_id, env_type, environment, "
      "actor, outcome, override_reason, input, input_digest, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {d.id, d.gate, d.subject, d.cause, d.owner_ref, d.project_id, d.env_type, d.environment, d.actor,
       to_string(d.outcome), d.override_reason, d.input, d.input_digest, d.at});
  std::vector<db::Params> rows;
  for (const Finding& f : d.findings)
    rows.push_back(
        {d.id, f.policy, f.version, to_string(f.mode), to_string(f.verdict), f.is_met(), f.waiver_id, detail_json(f)});
  tx.exec_each(
      "INSERT INTO standards_findings (decision_id, policy, version, mode, verdict, is_met, waiver_id, detail) VALUES "
      "(?, ?, ?, ?, ?, ?, ?, ?)",
      rows);
}

void DecisionStore::put_version(db::Tx& tx, const Policy& policy, UtcTime now) const {
  tx.exec(
      "INSERT INTO standards_policy_versions (policy, version, document, seen_at) VALUES (?, ?, ?, ?) ON CONFLICT DO "
      "NOTHING",
      {policy.name, policy.version, policy.document, now});
}

std::optional<std::string> DecisionStore::version(db::Tx& tx, const std::string& policy,
                                                  const std::string& version) const {
  const auto row = tx.query_one("SELECT document FROM standards_policy_versions WHERE policy = ? AND version = ?",
                                {policy, version});
  if (!row) return std::nullopt;
  return row->text(0);
}

std::optional<Decision> DecisionStore::find(db::Tx& tx, const std::string& id,
                                            const auth::SqlCondition& visible) const {
  db::Params params{id};
  params.insert(params.end(), visible.params.begin(), visible.params.end());
  const auto row = tx.query_one(
      fmt::format("SELECT {}, d.input FROM standards_decisions d WHERE d.id = ? AND {}", columns, visible.where),
      params);
  if (!row) return std::nullopt;
  std::vector<Decision> one{read(*row)};
  one.front().input = row->text(13);
  add_findings(tx, one);
  return std::move(one.front());
}

std::vector<Decision> DecisionStore::list(db::Tx& tx, const DecisionFilter& filter,
                                          const auth::SqlCondition& visible) const {
  std::string where = visible.where;
  db::Params params = visible.params;
  const auto add = [&](std::string_view text, const std::string& value) {
    if (value.empty()) return;
    where += text;
    params.emplace_back(value);
  };
  add(" AND d.gate = ?", filter.gate);
  add(" AND d.outcome = ?", filter.outcome);
  add(" AND d.subject_ref = ?", filter.subject);
  add(" AND d.cause = ?", filter.cause);
  add(" AND EXISTS (SELECT 1 FROM standards_findings f WHERE f.decision_id = d.id AND f.policy = ?)", filter.policy);
  add(" AND d.id < ?", filter.after);
  params.emplace_back(filter.limit);
  std::vector<Decision> out;
  for (const db::Row& row :
       tx.query(fmt::format("SELECT {} FROM standards_decisions d WHERE {} ORDER BY d.id DESC LIMIT ?", columns, where),
                params))
    out.push_back(read(row));
  add_findings(tx, out);
  return out;
}

std::vector<DecisionStore::Count> DecisionStore::counts(db::Tx& tx, UtcTime since) const {
  std::vector<Count> out;
  for (const db::Row& row :
       tx.query("SELECT f.policy, COUNT(*), SUM(CASE WHEN f.is_met THEN 0 ELSE 1 END) FROM standards_decisions d JOIN "
                "standards_findings f ON f.decision_id = d.id WHERE d.at >= ? GROUP BY f.policy",
                {since}))
    out.push_back({row.text(0), row.integer(1), row.integer(2)});
  return out;
}

void DecisionStore::each(db::Tx& tx, const std::string& policy, UtcTime since, std::size_t limit,
                         const auth::SqlCondition& visible, const std::function<void(Decision)>& on_decision) const {
  db::Params params{policy, since};
  params.insert(params.end(), visible.params.begin(), visible.params.end());
  params.emplace_back(limit);
  for (const db::Row& row :
       tx.query(fmt::format("SELECT {}, d.input, f.decision_id, {} FROM standards_decisions d LEFT JOIN "
                            "standards_findings f ON f.decision_id = d.id AND f.policy = ? WHERE d.at >= ? AND {} "
                            "ORDER BY d.id DESC LIMIT ?",
                            columns, finding_columns, visible.where),
                params)) {
    Decision decision = read(row);
    decision.input = row.text(13);
    if (!row.is_null(14)) decision.findings.push_back(read_finding(row, 15));
    on_decision(std::move(decision));
  }
}

std::int64_t DecisionStore::remove_before(db::Tx& tx, UtcTime before, std::size_t limit) const {
  return tx.exec(
      "DELETE FROM standards_decisions WHERE id IN (SELECT id FROM standards_decisions WHERE at < ? ORDER BY at LIMIT "
      "?)",
      {before, limit});
}

}  // namespace towpath::standards
