#include "markdown/language.h"

#include <array>
#include <string>

#include "base/strings.h"

namespace towpath::docs {
namespace {

using Shape = Language::Shape;

constexpr std::string_view c_words =
    " alignas alignof auto bool break case catch char class concept const consteval constexpr constinit continue "
    "co_await co_return co_yield decltype default delete do double else enum explicit export extern false final float "
    "for friend goto if import inline int long module mutable namespace new noexcept nullptr operator override private "
    "protected public register requires return short signed sizeof static static_assert static_cast struct switch "
    "template this throw true try typedef typename union unsigned using virtual void volatile while ";
constexpr std::string_view python_words =
    " and as assert async await break case class continue def del elif else except False finally for from global if "
    "import in is lambda match None nonlocal not or pass raise return self True try while with yield ";
constexpr std::string_view script_words =
    " any as async await boolean break case catch class const continue debugger declare default delete do else enum "
    "export extends false finally for from function if implements import in instanceof interface keyof let namespace "
    "never new null number of private protected public readonly return satisfies static string super switch this throw "
    "true try type typeof undefined unknown var void while yield ";
constexpr std::string_view go_words =
    " break case chan const continue default defer else error fallthrough false for func go goto if import int "
    "interface "
    "iota map nil package range return select string struct switch true type var ";
constexpr std::string_view rust_words =
    " as async await bool break const continue crate dyn else enum extern false fn for if impl in let loop match mod "
    "move "
    "mut pub ref return self Self static str String struct super trait true type u8 u16 u32 u64 i8 i16 i32 i64 usize "
    "unsafe use where while ";
constexpr std::string_view java_words =
    " abstract boolean break byte case catch char class const continue data default do double else enum extends false "
    "final finally float for fun if implements import in instanceof int interface internal is long native new null "
    "object "
    "open override package private protected public record return sealed short static super suspend switch "
    "synchronized "
    "this throw throws true try val var void volatile when while ";
constexpr std::string_view shell_words =
    " break case cd continue do done echo elif else esac eval exec exit export fi for function if in local read return "
    "set shift source sudo then trap unset until while ";
constexpr std::string_view sql_words =
    " add alter and as asc begin between by cascade case check column commit constraint create cross default delete "
    "desc "
    "distinct do drop else end exists false foreign from full grant group having if in index inner insert into is join "
    "key left like limit not null offset on or order outer primary references returning right rollback select set "
    "table "
    "then transaction true union unique update using values view when where with ";
constexpr std::string_view docker_words =
    " add arg as cmd copy entrypoint env expose from healthcheck label maintainer onbuild run shell stopsignal user "
    "volume "
    "workdir ";
constexpr std::string_view make_words =
    " define else endef endif export ifdef ifeq ifndef ifneq include override unexport ";
constexpr std::string_view constants = " true false null yes no on off ~ ";
constexpr std::string_view hcl_words =
    " data dynamic false for for_each if in locals module null output provider resource terraform true variable ";
constexpr std::string_view ruby_words =
    " alias and begin break case class def do else elsif end ensure false for if in module next nil not or redo "
    "require "
    "rescue retry return self super then true undef unless until when while yield ";

constexpr std::array languages{
    Language{.names = " c c++ cc cpp cxx h hpp ",
             .keywords = c_words,
             .line_comments = " // ",
             .block_start = "/*",
             .block_end = "*/"},
    Language{.names = " cs csharp java kotlin kt scala groovy gradle ",
             .keywords = java_words,
             .line_comments = " // ",
             .block_start = "/*",
             .block_end = "*/"},
    Language{
        .names = " py python python3 ", .keywords = python_words, .line_comments = " # ", .has_long_strings = true},
    Language{.names = " javascript js jsx mjs cjs node ts tsx typescript ",
             .keywords = script_words,
             .line_comments = " // ",
             .block_start = "/*",
             .block_end = "*/",
             .quotes = "\"'`"},
    Language{.names = " go golang ",
             .keywords = go_words,
             .line_comments = " // ",
             .block_start = "/*",
             .block_end = "*/",
             .quotes = "\"'`"},
    Language{.names = " rs rust ",
             .keywords = rust_words,
             .line_comments = " // ",
             .block_start = "/*",
             .block_end = "*/",
             .quotes = "\""},
    Language{.names = " rb ruby ", .keywords = ruby_words, .line_comments = " # "},
    Language{.names = " bash sh shell zsh console shell-session terminal ",
             .keywords = shell_words,
             .line_comments = " # ",
             .has_variables = true},
    Language{.names = " ps powershell ps1 ",
             .keywords = shell_words,
             .line_comments = " # ",
             .has_variables = true,
             .ignores_case = true},
    Language{.names = " sql postgres postgresql sqlite mysql ",
             .keywords = sql_words,
             .line_comments = " -- ",
             .block_start = "/*",
             .block_end = "*/",
             .ignores_case = true},
    Language{.names = " json jsonc json5 ",
             .keywords = constants,
             .line_comments = " // ",
             .block_start = "/*",
             .block_end = "*/",
             .quotes = "\"",
             .key_sign = ':'},
    Language{
        .names = " yaml yml ", .shape = Shape::keys, .keywords = constants, .line_comments = " # ", .key_sign = ':'},
    Language{.names = " toml ",
             .shape = Shape::keys,
             .keywords = constants,
             .line_comments = " # ",
             .has_long_strings = true,
             .key_sign = '='},
    Language{.names = " ini conf cfg properties env dotenv ",
             .shape = Shape::keys,
             .keywords = constants,
             .line_comments = " # ; ",
             .has_variables = true,
             .key_sign = '='},
    Language{.names = " hcl terraform tf ",
             .shape = Shape::keys,
             .keywords = hcl_words,
             .line_comments = " # // ",
             .block_start = "/*",
             .block_end = "*/",
             .has_variables = true,
             .key_sign = '='},
    Language{.names = " css scss less ",
             .shape = Shape::keys,
             .line_comments = "",
             .block_start = "/*",
             .block_end = "*/",
             .key_sign = ':'},
    Language{.names = " http headers ", .shape = Shape::keys, .quotes = "\"", .key_sign = ':'},
    Language{.names = " docker dockerfile containerfile ",
             .keywords = docker_words,
             .line_comments = " # ",
             .has_variables = true,
             .ignores_case = true},
    Language{.names = " make makefile cmake ", .keywords = make_words, .line_comments = " # ", .has_variables = true},
    Language{.names = " html xml svg vue xhtml ", .shape = Shape::tags},
    Language{.names = " diff patch ", .shape = Shape::lines},
};

}  // namespace

const Language* find_language(std::string_view name) {
  if (name.empty() || name.find(' ') != std::string_view::npos) return nullptr;
  const std::string wanted = " " + to_lower(name) + " ";
  for (const Language& language : languages)
    if (language.names.find(wanted) != std::string_view::npos) return &language;
  return nullptr;
}

}  // namespace towpath::docs
