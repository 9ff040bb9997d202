#include "approval_store.h"

#include <fmt/core.h>

#include "base/strings.h"

namespace towpath::delivery {
namespace {

constexpr std::string_view columns =
    "id, deployment_id, run_id, round, component, project_id, environment, env_type, owner_ref, mode, release_number, "
    "plan, plan_hash, required, four_eyes, approvers, state, reason, requested_by, created_at, expires_at, closed_at";

std::vector<std::string> refs(const std::string& text) {
  return text.empty() ? std::vector<std::string>() : split(text, ',');
}

Approval read(const db::Row& row) {
  Approval a;
  a.id = row.text(0);
  a.deployment_id = row.text(1);
  a.run_id = row.text(2);
  a.round = row.integer(3);
  a.component = row.text(4);
  a.project_id = row.text(5);
  a.environment = row.text(6);
  a.env_type = row.text(7);
  a.owner_ref = row.text(8);
  for (const Mode mode : {Mode::deploy, Mode::promote, Mode::job, Mode::scale})
    if (row.text(9) == to_string(mode)) a.mode = mode;
  a.release_number = row.integer(10);
  a.plan = row.text(11);
  a.plan_hash = row.text(12);
  a.required = static_cast<int>(row.integer(13));
  a.four_eyes = row.boolean(14);
  a.approvers = refs(row.text(15));
  a.state = row.text(16);
  a.reason = row.text(17);
  a.requested_by = row.text(18);
  a.created_at = row.time(19);
  a.expires_at = row.time(20);
  a.closed_at = row.optional_time(21);
  return a;
}

std::vector<Approval> read_all(const std::vector<db::Row>& rows) {
  std::vector<Approval> out;
  for (const db::Row& row : rows) out.push_back(read(row));
  return out;
}

ApprovalVote read_vote(const db::Row& row, std::size_t from) {
  return {row.text(from), row.boolean(from + 1), row.text(from + 2), row.time(from + 3)};
}

std::string condition(const ApprovalFilter& filter, const auth::SqlCondition& visible, db::Params& params) {
  std::string where = visible.where;
  params = visible.params;
  for (const auto& [text, value] :
       {std::pair(" AND state = ?", &filter.state), std::pair(" AND component = ?", &filter.component),
        std::pair(" AND run_id = ?", &filter.run)})
    if (!value->empty()) where += text, params.emplace_back(*value);
  return where;
}

}  // namespace

auth::SqlCondition ApprovalStore::visible(const auth::Decision& decision, const std::vector<std::string>& refs) {
  auth::SqlCondition out = auth::to_sql(decision, "owner_ref", "env_type");
  if (decision.effect != auth::Effect::conditional) return out;
  for (const std::string& ref : refs) {
    out.where += " OR (',' || approvers || ',') LIKE ('%,' || ? || ',%')";
    out.params.emplace_back(ref);
  }
  out.where = "(" + out.where + ")";
  return out;
}

std::optional<ApprovalRule> ApprovalStore::rule(db::Tx& tx, const std::string& env_type) const {
  const auto row = tx.query_one(
      "SELECT env_type, required, four_eyes, approvers, expires_after_s, changed_by, changed_at FROM "
      "delivery_approval_rules WHERE env_type = ?",
      {env_type});
  if (!row) return std::nullopt;
  return ApprovalRule{row->text(0),       static_cast<int>(row->integer(1)),     row->boolean(2),
                      refs(row->text(3)), std::chrono::seconds(row->integer(4)), row->text(5),
                      row->time(6)};
}

void ApprovalStore::put_rule(db::Tx& tx, const ApprovalRule& r) const {
  tx.exec(
      "INSERT INTO delivery_approval_rules (env_type, required, four_eyes, approvers, expires_after_s, changed_by, "
      "changed_at) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (env_type) DO UPDATE SET required = excluded.required, "
      "four_eyes = excluded.four_eyes, approvers = excluded.approvers, expires_after_s = excluded.expires_after_s, "
      "changed_by = excluded.changed_by, changed_at = excluded.changed_at",
      {r.env_type, r.required, r.four_eyes, join(r.approvers, ","), static_cast<std::int64_t>(r.expires_after.count()),
       r.changed_by, r.changed_at});
}

void ApprovalStore::insert(db::Tx& tx, const Approval& a) const {
  tx.exec(
      fmt::format("INSERT INTO delivery_approvals ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                  "?, ?, ?, ?) ON CONFLICT (run_id, round) DO NOTHING",
                  columns),
      {a.id,         a.deployment_id,   a.run_id,         a.round,
       a.component,  a.project_id,      a.environment,    a.env_type,
       a.owner_ref,  to_string(a.mode), a.release_number, a.plan,
       a.plan_hash,  a.required,        a.four_eyes,      join(a.approvers, ","),
       a.state,      a.reason,          a.requested_by,   a.created_at,
       a.expires_at, a.closed_at});
}

std::optional<Approval> ApprovalStore::find(db::Tx& tx, const std::string& id,
                                            const auth::SqlCondition& visible) const {
  db::Params params{id};
  params.insert(params.end(), visible.params.begin(), visible.params.end());
  const auto row = tx.query_one(
      fmt::format("SELECT {} FROM delivery_approvals WHERE id = ? AND {}", columns, visible.where), params);
  if (!row) return std::nullopt;
  return read(*row);
}

std::optional<Approval> ApprovalStore::of_round(db::Tx& tx, const std::string& run_id, std::int64_t round) const {
  const auto row = tx.query_one(
      fmt::format("SELECT {} FROM delivery_approvals WHERE run_id = ? AND round = ?", columns), {run_id, round});
  if (!row) return std::nullopt;
  return read(*row);
}

std::vector<Approval> ApprovalStore::list(db::Tx& tx, const ApprovalFilter& filter, std::size_t limit,
                                          const auth::SqlCondition& visible) const {
  db::Params params;
  std::string where = condition(filter, visible, params);
  if (!filter.after.empty()) where += " AND id < ?", params.emplace_back(filter.after);
  params.emplace_back(limit);
  const std::string page =
      fmt::format("SELECT {} FROM delivery_approvals WHERE {} ORDER BY id DESC LIMIT ?", columns, where);
  std::vector<Approval> out = read_all(tx.query(page, params));
  const std::string votes = fmt::format(
      "SELECT approval_id, voter_ref, approves, comment, voted_at FROM delivery_approval_votes WHERE approval_id IN "
      "(SELECT id FROM delivery_approvals WHERE {} ORDER BY id DESC LIMIT ?) ORDER BY voted_at",
      where);
  for (const db::Row& row : tx.query(votes, params))
    for (Approval& approval : out)
      if (approval.id == row.text(0)) approval.votes.push_back(read_vote(row, 1));
  return out;
}

std::int64_t ApprovalStore::count(db::Tx& tx, const ApprovalFilter& filter, const auth::SqlCondition& visible) const {
  db::Params params;
  const std::string where = condition(filter, visible, params);
  return tx.query_one(fmt::format("SELECT COUNT(*) FROM delivery_approvals WHERE {}", where), params)->integer(0);
}

std::vector<Approval> ApprovalStore::waiting(db::Tx& tx, const std::string& project) const {
  return read_all(tx.query(
      fmt::format(
          "SELECT {} FROM delivery_approvals WHERE state = 'waiting' AND (? = '' OR project_id = ?) ORDER BY id",
          columns),
      {project, project}));
}

std::vector<Approval> ApprovalStore::waiting_in(db::Tx& tx, const std::string& component,
                                                const std::string& environment) const {
  return read_all(tx.query(fmt::format("SELECT {} FROM delivery_approvals WHERE component = ? AND environment = ? AND "
                                       "state = 'waiting' ORDER BY id",
                                       columns),
                           {component, environment}));
}

std::optional<Approval> ApprovalStore::waiting_of_run(db::Tx& tx, const std::string& run_id) const {
  const auto row = tx.query_one(
      fmt::format("SELECT {} FROM delivery_approvals WHERE run_id = ? AND state = 'waiting'", columns), {run_id});
  if (!row) return std::nullopt;
  return read(*row);
}

std::optional<UtcTime> ApprovalStore::next_expiry(db::Tx& tx, UtcTime now) const {
  const auto row = tx.query_one(
      "SELECT expires_at FROM delivery_approvals WHERE state = 'waiting' AND expires_at > ? ORDER BY expires_at LIMIT "
      "1",
      {now});
  if (!row) return std::nullopt;
  return row->time(0);
}

bool ApprovalStore::close(db::Tx& tx, const std::string& id, std::string_view state, UtcTime now) const {
  return tx.exec("UPDATE delivery_approvals SET state = ?, closed_at = ? WHERE id = ? AND state = 'waiting'",
                 {state, now, id}) == 1;
}

bool ApprovalStore::vote(db::Tx& tx, const std::string& id, const ApprovalVote& vote,
                         const std::string& plan_hash) const {
  return tx.exec(
             "INSERT INTO delivery_approval_votes (approval_id, voter_ref, approves, comment, plan_hash, voted_at) "
             "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
             {id, vote.voter, vote.approves, vote.comment, plan_hash, vote.at}) == 1;
}

std::vector<ApprovalVote> ApprovalStore::votes(db::Tx& tx, const std::string& id) const {
  std::vector<ApprovalVote> out;
  for (const db::Row& row : tx.query(
           "SELECT voter_ref, approves, comment, voted_at FROM delivery_approval_votes WHERE approval_id = ? ORDER BY "
           "voted_at",
           {id}))
    out.push_back(read_vote(row, 0));
  return out;
}

void ApprovalStore::remove_environment(db::Tx& tx, const std::string& environment_uid) const {
  tx.exec(
      "DELETE FROM delivery_approval_votes WHERE approval_id IN (SELECT a.id FROM delivery_approvals a JOIN "
      "delivery_deployments d ON d.id = a.deployment_id WHERE d.environment_uid = ?)",
      {environment_uid});
  tx.exec(
      "DELETE FROM delivery_approvals WHERE deployment_id IN (SELECT id FROM delivery_deployments WHERE "
      "environment_uid "
      "= ?)",
      {environment_uid});
}

void ApprovalStore::remove_component(db::Tx& tx, const std::string& component) const {
  tx.exec(
      "DELETE FROM delivery_approval_votes WHERE approval_id IN (SELECT id FROM delivery_approvals WHERE component = "
      "?)",
      {component});
  tx.exec("DELETE FROM delivery_approvals WHERE component = ?", {component});
}

}  // namespace towpath::delivery
