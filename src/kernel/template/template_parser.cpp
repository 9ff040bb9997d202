#include "template_parser.h"

#include <array>
#include <set>

#include "base/strings.h"
#include "coerce.h"
#include "expression_parser.h"
#include "source_scanner.h"

namespace towpath::tmpl {

using namespace ast;

namespace {

using Names = std::vector<std::string_view>;

const Names& closing_tags() {
  static const Names names = {"else",    "elif",      "elseif", "endif", "endfor",  "endmacro",
                              "endcall", "endfilter", "endset", "case",  "default", "endswitch"};
  return names;
}

bool contains(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string quoted(std::string_view name) { return "'" + std::string(name) + "'"; }

// A macro is called by name; its call block too.
bool is_static_reference(const Expr& callee) {
  if (std::holds_alternative<Name>(callee.as)) return true;
  const auto* member = std::get_if<Member>(&callee.as);
  return member && std::holds_alternative<Literal>(member->key->as) && is_static_reference(*member->target);
}

class Parser {
 public:
  Parser(std::string_view source, std::vector<Piece> pieces, ParseState& state)
      : source_(source), pieces_(std::move(pieces)), state_(state) {}

  Result<Body> run() {
    TRY(Section section, section_until({}));
    return std::move(section.body);
  }

 private:
  /// Statements up to the tag that ended them.
  struct Section {
    Body body;
    std::string_view stop;  // name of that tag, or empty at the end
    const Piece* stop_tag = nullptr;
  };

  Error fail(Offset at, std::string message) {
    state_.failed_at = at;
    return invalid_input("template.syntax", std::move(message));
  }

  static std::string_view tag_name(const Piece& tag) { return identifier_at(tag.code, 0, false); }

  /// Parses what follows the name of a block tag, or the whole inside of an expression tag.
  Result<ExpressionParser> open(const Piece& tag, std::size_t skip) {
    const std::size_t begin = static_cast<std::size_t>(tag.code.data() - source_.data()) + skip;
    return ExpressionParser::open(source_, begin, begin + tag.code.size() - skip, state_);
  }

  Result<Section> section_until(const Names& stops) {
    if (++depth_ > state_.limits.depth) {
      state_.failed_at = pieces_[next_ - 1].at;
      return limit_error("nests blocks too deep", state_.limits.depth);
    }
    Section section;
    while (next_ < pieces_.size()) {
      const Piece& piece = pieces_[next_++];
      if (piece.kind == Piece::Kind::block) {
        const std::string_view name = tag_name(piece);
        if (contains(stops, name)) {
          section.stop = name;
          section.stop_tag = &piece;
          CHECK_OK(check_closing(piece, name));
          break;
        }
        if (contains(closing_tags(), name)) return unexpected(piece, name, stops);
      }
      TRY(auto parsed, statement(piece));
      section.body.push_back(std::make_unique<Stmt>(Stmt{piece.at, std::move(parsed)}));
    }
    --depth_;
    return section;
  }

  Status check_closing(const Piece& tag, std::string_view name) {
    const bool may_continue = name == "elif" || name == "elseif" || name == "case" || name == "endblock";
    if (!may_continue && tag.code != name) return fail(tag.at, "nothing may follow " + quoted(name) + " in its tag");
    return ok();
  }

  Error unexpected(const Piece& tag, std::string_view name, const Names& stops) {
    if (stops.empty()) return fail(tag.at, quoted(name) + " without the tag that it belongs to");
    std::string expected;
    for (const std::string_view stop : stops) expected += (expected.empty() ? "" : ", ") + quoted(stop);
    return fail(tag.at, "unexpected " + quoted(name) + "; expected " + expected);
  }

  Result<Section> section_ended_by(const Piece& opening, const Names& stops) {
    TRY(Section section, section_until(stops));
    if (!section.stop_tag)
      return fail(opening.at, quoted(tag_name(opening)) + " is never closed; expected " + quoted(stops.back()));
    return section;
  }

  using Statement = decltype(Stmt::as);

  Result<Statement> statement(const Piece& piece) {
    if (piece.kind == Piece::Kind::text) return Statement(Text{piece.text});
    if (piece.kind == Piece::Kind::expression) {
      TRY(ExpressionParser code, open(piece, 0));
      TRY(ExprPtr expression, code.expression());
      return Statement(Output{std::move(expression)});
    }
    const std::string_view name = tag_name(piece);
    TRY(ExpressionParser code, open(piece, name.size()));
    if (name == "if") return if_statement(piece, std::move(code));
    if (name == "for") return for_statement(piece, std::move(code));
    if (name == "set") return set_statement(piece, std::move(code));
    if (name == "macro") return macro_statement(piece, std::move(code));
    if (name == "call") return call_block(piece, std::move(code));
    if (name == "filter") return filter_block(piece, std::move(code));
    if (name == "block") return block_statement(piece, std::move(code));
    if (name == "switch") return switch_statement(piece, std::move(code));
    return unknown_tag(piece, name);
  }

  Error unknown_tag(const Piece& tag, std::string_view name) {
    static const std::vector<std::string> known = {"if",    "for",    "set", "macro",    "call",   "filter",
                                                   "block", "switch", "raw", "verbatim", "endraw", "endverbatim"};
    if (name.empty()) return fail(tag.at, "the tag has no name");
    if (contains({"include", "import", "from", "extends"}, name))
      return fail(tag.at, quoted(name) + " is not supported: a template is one file")
          .with_hint("Put the text into this file, or use a macro.");
    Error error = fail(tag.at, "unknown tag " + quoted(name));
    if (const auto near = nearest(name, known))
      return std::move(error).with_hint("Did you mean " + quoted(*near) + "?");
    return std::move(error).with_hint("To keep {% %} as text, put it between {% raw %} and {% endraw %}.");
  }

  Result<Statement> if_statement(const Piece& tag, ExpressionParser code) {
    If choice;
    for (;;) {
      TRY(ExprPtr condition, code.expression());
      TRY(Section section, section_ended_by(tag, {"elif", "elseif", "else", "endif"}));
      choice.branches.emplace_back(std::move(condition), std::move(section.body));
      if (section.stop == "endif") return Statement(std::move(choice));
      if (section.stop == "else") break;
      TRY(code, open(*section.stop_tag, section.stop.size()));
    }
    TRY(Section section, section_ended_by(tag, {"endif"}));
    choice.otherwise = std::move(section.body);
    return Statement(std::move(choice));
  }

  Result<Statement> for_statement(const Piece& tag, ExpressionParser code) {
    For loop;
    TRY(loop.targets, code.targets());
    if (loop.targets.size() == 1 && loop.targets[0] == "loop")
      return fail(tag.at, "a loop variable cannot be called 'loop'");
    if (!code.take_name("in")) return fail(code.peek().at, "expected 'in' after the loop variable");
    TRY(loop.iterable, code.expression());
    TRY(Section section, section_ended_by(tag, {"else", "endfor"}));
    loop.body = std::move(section.body);
    if (section.stop == "else") {
      TRY(Section otherwise, section_ended_by(tag, {"endfor"}));
      loop.otherwise = std::move(otherwise.body);
    }
    return Statement(std::move(loop));
  }

  Result<Statement> set_statement(const Piece& tag, ExpressionParser code) {
    Set set;
    TRY(set.targets, code.targets());
    if (code.take("=")) {
      TRY(set.value, code.expression());
      return Statement(std::move(set));
    }
    CHECK_OK(code.end());
    TRY(set.body, captured(tag, "endset"));
    return Statement(std::move(set));
  }

  Result<Body> captured(const Piece& tag, std::string_view end) {
    ++captures_;
    TRY(Section section, section_ended_by(tag, {end}));
    --captures_;
    return std::move(section.body);
  }

  Result<Statement> macro_statement(const Piece& tag, ExpressionParser code) {
    if (captures_ > 0) return fail(tag.at, "a macro cannot be defined inside a set or filter block");
    TRY(std::string name, code.name());
    if (!code.take("(")) return fail(code.peek().at, "expected '(' after the name of the macro");
    TRY(Macro macro, code.signature());
    CHECK_OK(code.end());
    macro.name = std::move(name);
    TRY(Section section, section_ended_by(tag, {"endmacro"}));
    macro.body = std::move(section.body);
    return Statement(std::move(macro));
  }

  Result<Statement> call_block(const Piece& tag, ExpressionParser code) {
    CallBlock block;
    if (code.take("(")) {
      TRY(block.caller, code.signature());
    }
    TRY(ExprPtr expression, code.expression());
    const auto* call = std::get_if<Call>(&expression->as);
    if (!call || !is_static_reference(*call->callee)) return fail(tag.at, "a call block must call a macro by its name");
    auto& parts = const_cast<Call&>(*call);  // just made, and only ours
    block.callee = std::move(parts.callee);
    block.arguments = std::move(parts.arguments);
    TRY(Section section, section_ended_by(tag, {"endcall"}));
    block.caller.body = std::move(section.body);
    return Statement(std::move(block));
  }

  Result<Statement> filter_block(const Piece& tag, ExpressionParser code) {
    TRY(Body body, captured(tag, "endfilter"));
    TRY(ExprPtr expression, code.filter(std::make_unique<Expr>(Expr{tag.at, 1, Capture{std::move(body)}})));
    CHECK_OK(code.end());
    return Statement(Output{std::move(expression)});
  }

  Result<Statement> block_statement(const Piece& tag, ExpressionParser code) {
    TRY(const std::string name, code.name());
    CHECK_OK(code.end());
    if (!blocks_.insert(name).second) return fail(tag.at, "the block " + quoted(name) + " is defined twice");
    TRY(Section section, section_ended_by(tag, {"endblock"}));
    const std::string_view closing = trim_code(section.stop_tag->code.substr(section.stop.size()));
    if (!closing.empty() && closing != name)
      return fail(section.stop_tag->at, "endblock must name the block " + quoted(name));
    return Statement(Block{std::move(section.body)});
  }

  Result<Statement> switch_statement(const Piece& tag, ExpressionParser code) {
    const Names stops = {"case", "default", "endswitch"};
    Switch choice;
    TRY(choice.value, code.expression());
    TRY(Section section, section_ended_by(tag, stops));
    if (!section.body.empty()) return fail(section.body[0]->at, "a switch must begin with a case or default tag");
    if (section.stop == "endswitch") return fail(tag.at, "the switch has no case");
    while (section.stop == "case") {
      TRY(ExpressionParser value_code, open(*section.stop_tag, section.stop.size()));
      TRY(ExprPtr value, value_code.expression());
      TRY(section, section_ended_by(tag, stops));
      choice.cases.push_back({std::move(value), std::move(section.body)});
    }
    if (section.stop == "default") {
      TRY(Section otherwise, section_ended_by(tag, {"endswitch"}));
      choice.otherwise = std::move(otherwise.body);
    }
    return Statement(std::move(choice));
  }

  std::string_view source_;
  std::vector<Piece> pieces_;
  ParseState& state_;
  std::size_t next_ = 0;
  std::size_t depth_ = 0;
  std::size_t captures_ = 0;
  std::set<std::string> blocks_;
};

}  // namespace

Result<Body> parse_template(std::string_view source, const Options& options, ParseState& state) {
  if (source.size() > options.limits.source_bytes) return limit_error("is too long", options.limits.source_bytes);
  TRY(std::vector<Piece> pieces, scan_source(source, options, state.failed_at));
  return Parser(source, std::move(pieces), state).run();
}

}  // namespace towpath::tmpl
