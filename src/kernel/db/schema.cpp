#include "schema.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/sha256.h"
#include "base/strings.h"
#include "base/time.h"
#include "log/log.h"

namespace towpath::db {
namespace {

struct Token {
  enum class Kind { word, other, space, comment };
  Kind kind;
  std::string_view text;
};

bool is_word(char c) { return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::vector<Token> tokenize(std::string_view sql) {
  std::vector<Token> tokens;
  for (std::size_t at = 0; at < sql.size();) {
    std::size_t end = at + 1;
    auto kind = Token::Kind::other;
    if (sql.substr(at).starts_with("--")) {
      kind = Token::Kind::comment;
      end = std::min(sql.find('\n', at), sql.size());
    } else if (sql[at] == '\'' || sql[at] == '"') {
      // A doubled quote inside is two tokens side by side, which is the same text again.
      end = sql.find(sql[at], at + 1);
      if (end == std::string_view::npos) throw std::logic_error("migration: a quote is not closed");
      ++end;
    } else if (is_word(sql[at])) {
      kind = Token::Kind::word;
      while (end < sql.size() && is_word(sql[end])) ++end;
    } else if (is_space(sql[at])) {
      kind = Token::Kind::space;
      while (end < sql.size() && is_space(sql[end])) ++end;
    }
    tokens.push_back({kind, sql.substr(at, end - at)});
    at = end;
  }
  return tokens;
}

/// One statement: what to say, and for which engine ("" for both).
struct Statement {
  std::vector<Token> tokens;  // without comments
  std::string_view only;
};

std::vector<Statement> split_statements(const std::vector<Token>& tokens) {
  std::vector<Statement> statements(1);
  for (const Token& token : tokens) {
    Statement& current = statements.back();
    if (token.kind == Token::Kind::comment) {
      constexpr std::string_view mark = "-- only:";
      if (token.text.starts_with(mark)) current.only = trim(token.text.substr(mark.size()));
    } else if (token.text == ";") {
      statements.emplace_back();
    } else if (token.kind != Token::Kind::space || !current.tokens.empty()) {
      current.tokens.push_back(token);
    }
  }
  std::erase_if(statements, [](const Statement& each) { return each.tokens.empty(); });
  return statements;
}

/// Walks the tokens of one statement and writes its translation.
class Translator {
 public:
  Translator(const std::vector<Token>& tokens, Engine engine) : tokens_(tokens), engine_(engine) {}

  std::string translate() {
    if (words_are({"CREATE", "TABLE"})) {
      copy_until("(");
      table_body();
      table_options();
    } else if (words_are({"ALTER", "TABLE"}) && contains_words("ADD", "COLUMN")) {
      copy_until("COLUMN");
      column();
      copy_rest();
    } else {
      copy_rest();
    }
    return std::string(trim(out_));
  }

 private:
  bool at_end() const { return at_ == tokens_.size(); }
  bool is_word_at(std::size_t index, std::string_view word) const {
    return index < tokens_.size() && tokens_[index].kind == Token::Kind::word &&
           to_lower(tokens_[index].text) == to_lower(word);
  }
  std::size_t next_solid(std::size_t index) const {
    while (index < tokens_.size() && tokens_[index].kind == Token::Kind::space) ++index;
    return index;
  }
  bool words_are(std::initializer_list<std::string_view> words) const {
    std::size_t index = 0;
    for (auto word : words) {
      index = next_solid(index);
      if (!is_word_at(index++, word)) return false;
    }
    return true;
  }
  bool contains_words(std::string_view first, std::string_view second) const {
    for (std::size_t i = 0; i < tokens_.size(); ++i)
      if (is_word_at(i, first) && is_word_at(next_solid(i + 1), second)) return true;
    return false;
  }
  void copy() { out_ += tokens_[at_++].text; }
  void copy_space() {
    while (!at_end() && tokens_[at_].kind == Token::Kind::space) copy();
  }
  void copy_rest() {
    while (!at_end()) copy();
  }
  void copy_until(std::string_view text) {
    while (!at_end() && to_lower(tokens_[at_].text) != to_lower(text)) copy();
    if (at_end()) throw std::logic_error("migration: expected '" + std::string(text) + "' in: " + out_);
    copy();
  }

  /// After the opening parenthesis, to just after the closing one.
  void table_body() {
    column();
    for (int depth = 1; depth > 0;) {
      if (at_end()) throw std::logic_error("migration: a parenthesis is not closed in: " + out_);
      const auto text = tokens_[at_].text;
      copy();
      if (text == "(") ++depth;
      if (text == ")") --depth;
      if (text == "," && depth == 1) column();
    }
  }

  /// A column definition up to and with its type, or nothing when a table constraint comes.
  void column() {
    copy_space();
    for (auto word : {"CONSTRAINT", "PRIMARY", "UNIQUE", "FOREIGN", "CHECK"})
      if (is_word_at(at_, word)) return;
    if (!at_end()) copy();  // the name
    copy_space();
    if (at_end()) throw std::logic_error("migration: a column has no type in: " + out_);
    type(to_lower(tokens_[at_++].text));
  }

  void type(const std::string& name) {
    static const std::map<std::string, std::pair<std::string_view, std::string_view>> types = {
        {"integer", {"INTEGER", "BIGINT"}},       {"real", {"REAL", "DOUBLE PRECISION"}},
        {"text", {"TEXT", "TEXT COLLATE \"C\""}}, {"blob", {"BLOB", "BYTEA"}},
        {"bool", {"INTEGER", "BOOLEAN"}},
    };
    const auto found = types.find(name);
    if (found == types.end())
      throw std::logic_error("migration: column type '" + name +
                             "' is not one of INTEGER, REAL, TEXT, BLOB, BOOL in: " + out_);
    out_ += engine_ == Engine::sqlite ? found->second.first : found->second.second;
    const auto primary = next_solid(at_);
    if (name == "integer" && engine_ == Engine::postgres && is_word_at(primary, "PRIMARY") &&
        is_word_at(next_solid(primary + 1), "KEY"))
      out_ += " GENERATED BY DEFAULT AS IDENTITY";
  }

  void table_options() {
    const bool without_rowid = contains_words("WITHOUT", "ROWID");
    if (engine_ == Engine::sqlite) out_ += without_rowid ? " STRICT, WITHOUT ROWID" : " STRICT";
    at_ = tokens_.size();
  }

  const std::vector<Token>& tokens_;
  const Engine engine_;
  std::size_t at_ = 0;
  std::string out_;
};

std::map<std::string, std::string> applied_migrations(Tx& tx) {
  tx.exec(translate_migration(
              "CREATE TABLE IF NOT EXISTS schema_migrations (name TEXT PRIMARY KEY, checksum TEXT NOT NULL, "
              "applied_at TEXT NOT NULL)",
              tx.dialect().engine())
              .front());
  std::map<std::string, std::string> applied;
  for (const Row& row : tx.query("SELECT name, checksum FROM schema_migrations")) applied[row.text(0)] = row.text(1);
  return applied;
}

Status check_applied(const std::vector<Migration>& migrations, const std::map<std::string, std::string>& applied) {
  std::map<std::string, std::string> known;
  for (const Migration& migration : migrations)
    if (!known.emplace(migration.name, sha256_hex(migration.sql)).second)
      throw std::logic_error("two migrations are named " + migration.name);
  for (const auto& [name, checksum] : applied) {
    const auto found = known.find(name);
    if (found == known.end())
      return conflict("db.newer_version", "The database was used by a newer version: it has migration " + name +
                                              ", which this version does not know.")
          .with_hint("Start the newer version again, or restore a backup made before the upgrade.");
    if (found->second != checksum)
      return conflict("db.migration_changed",
                      "Migration " + name + " was applied with another text than this version has.")
          .with_hint("Start the version that made this database; a released migration is never edited.");
  }
  return ok();
}

}  // namespace

std::vector<std::string> translate_migration(std::string_view sql, Engine engine) {
  const auto tokens = tokenize(sql);
  std::vector<std::string> statements;
  for (const Statement& statement : split_statements(tokens)) {
    if (!statement.only.empty() && statement.only != "sqlite" && statement.only != "postgres")
      throw std::logic_error("migration: '-- only:' names sqlite or postgres, not " + std::string(statement.only));
    if (!statement.only.empty() && (statement.only == "sqlite") != (engine == Engine::sqlite)) continue;
    statements.push_back(Translator(statement.tokens, engine).translate());
  }
  return statements;
}

Status apply_migrations(const std::vector<Migration>& migrations, Engine engine,
                        const RunInTransaction& in_transaction) {
  std::map<std::string, std::string> applied;
  in_transaction([&](Tx& tx) { applied = applied_migrations(tx); });
  CHECK_OK(check_applied(migrations, applied));

  for (const Migration& migration : migrations) {
    if (applied.contains(migration.name)) continue;
    const auto statements = translate_migration(migration.sql, engine);
    in_transaction([&](Tx& tx) {
      for (const std::string& statement : statements) tx.exec(statement);
      tx.exec("INSERT INTO schema_migrations (name, checksum, applied_at) VALUES (?, ?, ?)",
              {migration.name, sha256_hex(migration.sql), SystemClock().now()});
    });
    log::debug("migration applied", {{"migration", migration.name}});
  }
  return ok();
}

}  // namespace towpath::db
