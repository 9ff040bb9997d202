#include "survey_questions.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <set>

#include "base/strings.h"

namespace towpath::feedback {
namespace {

constexpr std::size_t most_questions = 20, longest_id = 20, longest_text = 300, longest_dimension = 30;

// The hours are ranges, not numbers: a number could be known to be somebody's. Their names are in the portal and the
// API.
constexpr std::array scales{
    Scale{"agree", 1, 5},       // 1 not at all, 5 fully
    Scale{"satisfied", 1, 5},   // 1 very unsatisfied, 5 very satisfied
    Scale{"recommend", 0, 10},  // 0 certainly not, 10 certainly
    Scale{"effort", 1, 7},      // 1 very hard, 7 very easy
    Scale{"hours", 0, 4},       // none, up to 2, up to 5, up to 10, more
};

struct BankQuestion {
  std::string_view kinds;  // letters: b(aseline), q(uarterly), f(irst deployment)
  std::string_view id, scale, dimension, text;
};

// In the order they are asked. What they measure follows the DevEx framework (Noda, Storey, Forsgren, Greiler: "DevEx",
// ACM Queue 21(2), 2023: flow, feedback, load) and DORA's questions about platforms (dora.dev, 2025); the words are
// ours.
constexpr std::array bank{
    BankQuestion{"bq", "H1", "hours", "friction", "How many hours of the last week were lost to friction?"},
    BankQuestion{"bq", "F1", "agree", "flow", "I had a long uninterrupted block on most days."},
    BankQuestion{"bq", "B1", "agree", "feedback", "Builds and tests tell me quickly whether my change is fine."},
    BankQuestion{"bq", "B3", "agree", "feedback", "When a deployment fails, the message tells me what to do."},
    BankQuestion{"bq", "L1", "agree", "load", "I can change my service without understanding infrastructure details."},
    BankQuestion{"bq", "L2", "agree", "load", "The documentation answered my last question."},
    BankQuestion{"bq", "P1", "agree", "platform", "I can get what I need without asking another team."},
    BankQuestion{"q", "P4", "agree", "platform", "The platform team reacts to feedback."},
    BankQuestion{"b", "S0", "satisfied", "satisfaction",
                 "How satisfied are you with the way a change gets from your desk to production?"},
    BankQuestion{"q", "P5", "satisfied", "satisfaction", "How satisfied are you with the platform?"},
    BankQuestion{"q", "P6", "recommend", "recommendation", "Would you recommend the platform to a colleague here?"},
    BankQuestion{"bq", "T1", "text", "", "What cost you the most time? Without names: everybody reads it."},
    BankQuestion{"f", "P7", "effort", "effort", "How easy was it to bring your first change live?"},
};

bool is_word(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

std::string plain(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c != ' ' && c != '\t' && c != '\n') out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

}  // namespace

const Scale* survey_scale(std::string_view name) {
  const auto found = std::find_if(scales.begin(), scales.end(), [&](const Scale& scale) { return scale.name == name; });
  return found == scales.end() ? nullptr : &*found;
}

std::string title_of_kind(std::string_view kind) {
  if (kind == "baseline") return "Before we start: what gets in your way?";
  if (kind == "quarterly") return "How is the platform doing?";
  return "Your first deployment";
}

std::vector<Question> questions_of_kind(std::string_view kind) {
  std::vector<Question> out;
  for (const BankQuestion& q : bank)
    if (q.kinds.find(kind.front()) != q.kinds.npos)
      out.push_back({std::string(q.id), std::string(q.text), std::string(q.scale), std::string(q.dimension)});
  return out;
}

Status check_questions(std::string_view kind, const std::vector<Question>& questions) {
  Error error = invalid_input("feedback.invalid_survey", "These questions cannot be asked as they are.");
  if (questions.empty() || questions.size() > most_questions)
    error.add_field("/questions", fmt::format("must be 1 to {} questions", most_questions));
  std::set<std::string> ids;
  bool has_scale = false;
  for (std::size_t i = 0; i < questions.size() && i < most_questions; ++i) {
    const Question& q = questions[i];
    const auto problem = [&](const char* field, std::string detail) {
      error.add_field(fmt::format("/questions/{}/{}", i, field), std::move(detail));
    };
    if (!is_word(q.id) || q.id.size() > longest_id)
      problem("id", fmt::format("must be 1 to {} letters, digits, '-' or '_'", longest_id));
    if (!ids.insert(q.id).second) problem("id", "stands for another question already");
    if (trim(q.text).empty() || q.text.size() > longest_text)
      problem("text", fmt::format("must be 1 to {} bytes", longest_text));
    if (q.scale != "text" && !survey_scale(q.scale))
      problem("scale", "must be one of agree, satisfied, recommend, effort, hours, text");
    if (q.dimension.size() > longest_dimension)
      problem("dimension", fmt::format("must be at most {} bytes", longest_dimension));
    has_scale = has_scale || q.scale != "text";
  }
  if (!questions.empty() && !has_scale) error.add_field("/questions", "must have one with a scale");
  // Its results grow while it is open, k answers at a time, which only holds when everybody answers the whole of it.
  if (kind == first_deployment && (questions.size() != 1 || !has_scale))
    error.add_field("/questions", "must be one question with a scale");
  if (!error.fields().empty()) return error;
  return ok();
}

bool ask_the_same(const Question& one, const Question& other) {
  return one.id == other.id || plain(one.text) == plain(other.text);
}

std::string questions_text(const std::vector<Question>& questions) {
  boost::json::array out;
  for (const Question& q : questions)
    out.push_back({{"id", q.id}, {"text", q.text}, {"scale", q.scale}, {"dimension", q.dimension}});
  return boost::json::serialize(out);
}

std::vector<Question> questions_from(const std::string& text) {
  std::vector<Question> out;
  const boost::json::value parsed = boost::json::parse(text);
  for (const boost::json::value& each : parsed.as_array()) {
    const auto field = [&](const char* name) { return std::string(each.at(name).as_string()); };
    out.push_back({field("id"), field("text"), field("scale"), field("dimension")});
  }
  return out;
}

}  // namespace towpath::feedback
