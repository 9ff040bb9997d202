#include "postgres/connection.h"

#include <poll.h>

#include <algorithm>
#include <charconv>
#include <deque>

#include "base/strings.h"
#include "database_failure.h"
#include "postgres/parameters.h"
#include "postgres/statement_text.h"

namespace towpath::db {
namespace {

constexpr std::size_t kept_statements = 512;
/// Few enough that their answers fit into the socket while the rest is still being sent.
constexpr std::size_t statements_in_flight = 128;

DatabaseError::Reason reason_of(std::string_view sqlstate) {
  if (sqlstate.starts_with("23")) return DatabaseError::Reason::constraint;
  if (sqlstate == "53100") return DatabaseError::Reason::disk_full;
  if (sqlstate == "40001" || sqlstate == "40P01") return DatabaseError::Reason::conflict;
  if (sqlstate.starts_with("08") || sqlstate.starts_with("57P")) return DatabaseError::Reason::connection_lost;
  return DatabaseError::Reason::other;
}

template <class T>
T parse_number(std::string_view text) {
  T value{};
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

Value column_value(const PGresult* result, int row, int column) {
  if (PQgetisnull(result, row, column)) return Value(nullptr);
  const char* bytes = PQgetvalue(result, row, column);
  const std::string_view text(bytes, static_cast<std::size_t>(PQgetlength(result, row, column)));
  switch (PQftype(result, column)) {
    case pg_type::int8:
    case pg_type::int4:
    case pg_type::int2:
      return Value(parse_number<std::int64_t>(text));
    case pg_type::numeric:  // What sum() over INTEGER and avg() answer.
      if (text.find_first_of(".N") == std::string_view::npos) return Value(parse_number<std::int64_t>(text));
      [[fallthrough]];
    case pg_type::float8:
    case pg_type::float4:
      return Value(parse_number<double>(text));
    case pg_type::boolean:
      return Value(text == "t");
    case pg_type::bytea: {
      std::size_t size = 0;
      const std::unique_ptr<unsigned char, decltype(&PQfreemem)> plain(
          PQunescapeBytea(reinterpret_cast<const unsigned char*>(bytes), &size), &PQfreemem);
      return Value(Blob{std::string(reinterpret_cast<const char*>(plain.get()), size)});
    }
    default:
      return Value(text);
  }
}

/// Only these can be prepared by name; the rest (DDL, SET, BEGIN) is sent as it is.
bool is_worth_preparing(std::string_view sql) {
  const auto start = trim(sql);
  const auto word = to_lower(start.substr(0, start.find_first_of(" \t\r\n(")));
  return word == "select" || word == "insert" || word == "update" || word == "delete" || word == "with";
}

}  // namespace

PgConnection::PgConnection(const std::string& url, Durability durability) {
  // The address may override these; dead peers are noticed within about half a minute.
  const char* keywords[] = {"connect_timeout",
                            "keepalives_idle",
                            "keepalives_interval",
                            "keepalives_count",
                            "application_name",
                            "dbname",
                            nullptr};
  const char* values[] = {"10", "10", "5", "3", "server", url.c_str(), nullptr};
  handle_.reset(PQconnectdbParams(keywords, values, 1));
  if (!is_usable())
    throw DatabaseError(DatabaseError::Reason::connection_lost,
                        std::string("postgres: ") + PQerrorMessage(handle_.get()));
  PQsetNoticeProcessor(
      handle_.get(), [](void*, const char*) {}, nullptr);
  const std::string settings =
      "SET client_encoding = 'UTF8'; SET default_transaction_isolation = 'read committed'; SET statement_timeout = "
      "'30s'; "
      "SET idle_in_transaction_session_timeout = '30s'; SET bytea_output = 'hex'; SET client_min_messages = warning; "
      "SET synchronous_commit = " +
      std::string(durability == Durability::full ? "on" : "off");
  const ResultPtr result(PQexec(handle_.get(), settings.c_str()));
  if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) fail(result.get(), settings);
  const char* encoding = PQparameterStatus(handle_.get(), "server_encoding");
  if (!encoding || std::string_view(encoding) != "UTF8")
    throw DatabaseError(DatabaseError::Reason::other, "postgres: the database's encoding must be UTF8");
  if (PQenterPipelineMode(handle_.get()) != 1) fail(nullptr, "pipeline mode");
}

bool PgConnection::in_transaction() const { return PQtransactionStatus(handle_.get()) != PQTRANS_IDLE; }

bool PgConnection::is_alive() {
  // A server that goes says so and then closes: the close shows only after what it said was read.
  pollfd readable{socket(), POLLIN, 0};
  while (is_usable() && ::poll(&readable, 1, 0) > 0)
    if (!consume_input()) return false;
  return is_usable();
}

bool PgConnection::drop_deferred() {
  const bool any = !deferred_.empty();
  deferred_.clear();
  return any;
}

void PgConnection::fail(const PGresult* result, std::string_view sql) const {
  const char* state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
  const char* message = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : nullptr;
  const auto reason = !is_usable() ? DatabaseError::Reason::connection_lost : reason_of(state ? state : "");
  throw_failure(reason, std::string("postgres: ") + (message ? message : PQerrorMessage(handle_.get())) + " (" +
                            (state ? state : "no state") + ") in: " + std::string(sql));
}

void PgConnection::require_sent(int result) const {
  if (result != 1) fail(nullptr, "sending");
}

int PgConnection::send_deferred() {
  const auto texts = std::exchange(deferred_, {});
  for (const std::string& text : texts)
    require_sent(PQsendQueryParams(handle_.get(), text.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0));
  return static_cast<int>(texts.size());
}

PgConnection::ResultPtr PgConnection::next_answer() {
  ResultPtr result(PQgetResult(handle_.get()));
  if (!result) fail(nullptr, "reading an answer");
  return result;
}

PgConnection::ResultPtr PgConnection::finish(int count, std::string_view sql,
                                             const std::function<void(PGresult*)>& on_answer) {
  require_sent(PQpipelineSync(handle_.get()));
  ResultPtr first_failure, last;
  for (int i = 0; i < count; ++i) {
    last = next_answer();
    const auto status = PQresultStatus(last.get());
    const bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    if (status == PGRES_FATAL_ERROR && !is_usable()) fail(last.get(), sql);
    if (good && on_answer) on_answer(last.get());
    if (!good && !first_failure) first_failure = std::move(last);
    PQgetResult(handle_.get());  // The null that ends a statement's answers.
  }
  if (PQresultStatus(next_answer().get()) != PGRES_PIPELINE_SYNC) fail(nullptr, sql);
  if (first_failure) fail(first_failure.get(), sql);
  return last;
}

/// By itself: before a BEGIN in the same pipeline it would count as a query of that transaction, whose isolation could
/// not be set any more.
void PgConnection::forget_statements() {
  constexpr const char* sql = "DEALLOCATE ALL";
  require_sent(PQsendQueryParams(handle_.get(), sql, 0, nullptr, nullptr, nullptr, nullptr, 0));
  finish(1, sql);
  statements_.clear();
}

const PgConnection::Statement& PgConnection::prepared(std::string_view sql) {
  if (const auto found = statements_.find(sql); found != statements_.end()) return found->second;
  if (statements_.size() >= kept_statements) forget_statements();
  int parameters = 0;
  Statement statement{"s" + std::to_string(++statements_made_), number_parameters(sql, parameters), {}};
  const int before = send_deferred();
  require_sent(PQsendPrepare(handle_.get(), statement.name.c_str(), statement.text.c_str(), 0, nullptr));
  require_sent(PQsendDescribePrepared(handle_.get(), statement.name.c_str()));
  const ResultPtr description = finish(before + 2, sql);
  for (int i = 0; i < PQnparams(description.get()); ++i)
    statement.parameter_types.push_back(PQparamtype(description.get(), i));
  return statements_.emplace(sql, std::move(statement)).first->second;
}

PgConnection::ResultPtr PgConnection::execute(std::string_view sql, const Params& params) {
  if (!is_worth_preparing(sql)) {
    if (!params.empty()) throw std::logic_error("parameters in a statement that takes none: " + std::string(sql));
    const int before = send_deferred();
    require_sent(PQsendQueryParams(handle_.get(), std::string(sql).c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0));
    return finish(before + 1, sql);
  }
  const Statement& statement = prepared(sql);
  const EncodedParameters encoded(params, statement.parameter_types, sql);
  const int before = send_deferred();
  send(statement, encoded);
  return finish(before + 1, sql);
}

void PgConnection::send(const Statement& statement, const EncodedParameters& parameters) {
  require_sent(PQsendQueryPrepared(handle_.get(), statement.name.c_str(),
                                   static_cast<int>(statement.parameter_types.size()), parameters.values(),
                                   parameters.lengths(), parameters.formats(), 0));
}

std::vector<Row> PgConnection::query(std::string_view sql, const Params& params) {
  const ResultPtr result = execute(sql, params);
  const int rows = PQntuples(result.get()), columns = PQnfields(result.get());
  std::vector<Row> out;
  out.reserve(static_cast<std::size_t>(rows));
  for (int r = 0; r < rows; ++r) {
    std::vector<Value> values;
    values.reserve(static_cast<std::size_t>(columns));
    for (int c = 0; c < columns; ++c) values.push_back(column_value(result.get(), r, c));
    out.emplace_back(std::move(values));
  }
  return out;
}

std::int64_t PgConnection::exec(std::string_view sql, const Params& params) {
  const ResultPtr result = execute(sql, params);
  return parse_number<std::int64_t>(PQcmdTuples(result.get()));
}

std::vector<std::int64_t> PgConnection::exec_each(std::string_view sql, const std::vector<Params>& rows) {
  std::vector<std::int64_t> changed;
  if (rows.empty()) return changed;
  const Statement& statement = prepared(sql);
  // All of them before the first is sent: what was sent must also be read.
  std::deque<EncodedParameters> encoded;
  for (const Params& params : rows) encoded.emplace_back(params, statement.parameter_types, sql);
  for (std::size_t at = 0; at < rows.size();) {
    const std::size_t end = std::min(at + statements_in_flight, rows.size());
    int skip = send_deferred();
    const int sent = skip + static_cast<int>(end - at);
    for (; at < end; ++at) send(statement, encoded[at]);
    finish(sent, sql, [&](PGresult* result) {
      if (skip-- <= 0) changed.push_back(parse_number<std::int64_t>(PQcmdTuples(result)));
    });
  }
  return changed;
}

void PgConnection::run(std::string_view sql) { exec(sql, {}); }

void PgConnection::commit() {
  const ResultPtr result = execute("COMMIT", {});
  if (std::string_view(PQcmdStatus(result.get())) != "COMMIT")
    throw DatabaseError(DatabaseError::Reason::other, "postgres: a statement had failed, so the commit was a rollback");
}

std::optional<std::string> PgConnection::next_notification() {
  const std::unique_ptr<PGnotify, decltype(&PQfreemem)> notification(PQnotifies(handle_.get()), &PQfreemem);
  if (!notification) return std::nullopt;
  return std::string(notification->extra);
}

}  // namespace towpath::db
