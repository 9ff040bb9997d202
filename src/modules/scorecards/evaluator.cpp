#include "evaluator.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/strings.h"

namespace towpath::scorecards {
namespace {

namespace json = boost::json;

constexpr std::chrono::hours look_ahead{24};
constexpr std::chrono::minutes flip_exact_to{1};
constexpr std::size_t longest_evidence = 200;
constexpr std::string_view facts_prefix = "/facts/";

bool contains(const std::vector<std::string>& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

/// A value as evidence: what is long is cut, what is nested is counted.
json::value shown(const json::value& value) {
  if (value.is_string() && value.as_string().size() > longest_evidence) {
    std::string cut(value.as_string().subview(0, longest_evidence));
    while (!cut.empty() && !is_utf8(cut)) cut.pop_back();
    return json::value(cut + "…");
  }
  if (value.is_array()) return json::value(fmt::format("{} items", value.as_array().size()));
  if (value.is_object()) return json::value(fmt::format("{} fields", value.as_object().size()));
  return value;
}

std::string evidence_of(const Check& check, const json::value& variables) {
  json::object out;
  for (const std::string& pointer : check.references) {
    boost::system::error_code absent;
    if (const json::value* found = variables.find_pointer(pointer, absent)) out[pointer] = shown(*found);
  }
  return json::serialize(out);
}

/// Why an expression cannot say anything: a source that it reads knows nothing of this entity.
std::optional<std::string> missing_source(const Check& check, const std::map<std::string, Fact>& facts) {
  for (const std::string& pointer : check.references) {
    if (!pointer.starts_with(facts_prefix)) continue;
    const std::string rest = pointer.substr(facts_prefix.size());
    const std::string source = rest.substr(0, rest.find('/'));
    const auto found = facts.find(source);
    if (found == facts.end()) return fmt::format("Nothing here reports facts.{}.", source);
    if (found->second.body.empty()) return found->second.reason;
  }
  return std::nullopt;
}

CheckResult result_of(const Check& check, const Result<json::value>& value, const json::value& variables, UtcTime now) {
  CheckResult out{check.id, Outcome::unknown, "", evidence_of(check, variables), now};
  if (value.has_value() && value->is_bool()) {
    out.outcome = value->as_bool() ? Outcome::pass : Outcome::fail;
    return out;
  }
  if (value.has_value()) {
    out.reason = "Its expression gives neither true nor false.";
    return out;
  }
  const Error& error = value.error();
  const bool is_missing = error.code() == "script.expression_failed" && !error.fields().empty();
  out.reason = is_missing
                   ? fmt::format("There is no {} here.", replace_all(error.fields().front().path.substr(1), "/", "."))
                   : error.message();
  return out;
}

CheckResult pushed_result(const Scorecard& scorecard, const Check& check, const Input& input, UtcTime now) {
  CheckResult out{check.id, Outcome::unknown, "Nobody has reported a result yet.", "{}", now};
  const auto found = input.pushed.find({scorecard.name, check.id});
  if (found == input.pushed.end()) return out;
  const PushedResult& pushed = found->second;
  out.evidence =
      json::serialize(json::object{{"source", pushed.source}, {"at", to_rfc3339(pushed.at)}, {"url", pushed.url}});
  if (pushed.expires_at <= now) {
    out.reason = fmt::format("The last result, from {}, is too old.", pushed.source);
    return out;
  }
  out.outcome = pushed.outcome;
  out.reason = pushed.reason;
  return out;
}

/// Failures that somebody answers for count as waived until then; answers when the first of them ends.
std::optional<UtcTime> waive(const Input& input, std::vector<Verdict>& verdicts, UtcTime now) {
  std::optional<UtcTime> ends;
  for (Verdict& verdict : verdicts)
    for (CheckResult& result : verdict.results) {
      const auto found = input.waived.find({verdict.scorecard->name, result.check});
      if (result.outcome != Outcome::fail || found == input.waived.end() || found->second <= now) continue;
      result.outcome = Outcome::waived;
      result.reason = fmt::format("Waived until {}.", to_rfc3339(found->second).substr(0, 10));
      ends = std::min(ends.value_or(found->second), found->second);
    }
  return ends;
}

/// Which expression belongs to what.
struct Wanted {
  std::size_t verdict = 0, check = 0;
};

bool same_truth(const Result<json::value>& a, const Result<json::value>& b) {
  if (a.has_value() != b.has_value()) return false;
  return !a.has_value() || *a == *b;
}

}  // namespace

bool fits(const Filter& filter, const Subject& subject) {
  const auto one_of = [](const std::vector<std::string>& list, const std::string& word) {
    return list.empty() || contains(list, word);
  };
  const bool has_tag = filter.tags.empty() || std::any_of(subject.tags.begin(), subject.tags.end(),
                                                          [&](const auto& tag) { return contains(filter.tags, tag); });
  return contains(filter.kinds, subject.kind) && one_of(filter.types, subject.type) &&
         one_of(filter.lifecycles, subject.lifecycle) && one_of(filter.owners, subject.owner_ref) && has_tag;
}

json::object variables_of(const Input& input, UtcTime now) {
  json::object entity = json::parse(input.subject.document).as_object();
  // The text of an API's definition can be megabytes, and no check reads it.
  if (json::value* spec = entity.if_contains("spec"); spec && spec->is_object()) spec->as_object().erase("definition");
  json::array relations;
  for (const auto& [type, target] : input.relations)
    relations.push_back(json::object{{"type", type}, {"target", target}});
  json::object facts;
  for (const auto& [source, fact] : input.facts)
    if (!fact.body.empty()) facts[source] = json::parse(fact.body);
  return {{"entity", std::move(entity)},
          {"relations", std::move(relations)},
          {"facts", std::move(facts)},
          {"now", to_rfc3339(now)}};
}

Evaluation Evaluator::evaluate(const std::vector<Scorecard>& scorecards, const Input& input, UtcTime now) const {
  Evaluation out = without_waivers(scorecards, input, now);
  if (const auto ends = waive(input, out.verdicts, now)) out.next_look = std::min(out.next_look.value_or(*ends), *ends);
  return out;
}

Evaluation Evaluator::without_waivers(const std::vector<Scorecard>& scorecards, const Input& input, UtcTime now) const {
  Evaluation out;
  std::vector<const Scorecard*> candidates;
  std::vector<std::string> conditions;
  for (const Scorecard& scorecard : scorecards) {
    if (!scorecard.is_enabled || !fits(scorecard.filter, input.subject)) continue;
    candidates.push_back(&scorecard);
    if (!scorecard.filter.when.empty()) conditions.push_back(scorecard.filter.when);
  }
  if (candidates.empty()) return out;
  json::value variables = variables_of(input, now);
  const auto fitting = conditions.empty() ? std::vector<Result<json::value>>() : cel_.evaluate(conditions, variables);
  std::size_t condition = 0;
  for (const Scorecard* candidate : candidates) {
    if (!candidate->filter.when.empty()) {
      const Result<json::value>& fit = fitting[condition++];
      if (!fit.has_value() || !fit->is_bool() || !fit->as_bool()) continue;
    }
    out.verdicts.push_back({candidate, {}});
  }

  std::vector<std::string> sources, timed_sources;
  std::vector<Wanted> wanted;
  std::vector<std::size_t> timed;  // in `sources`
  const auto look_at = [&](UtcTime at) { out.next_look = std::min(out.next_look.value_or(at), at); };
  for (std::size_t v = 0; v < out.verdicts.size(); ++v) {
    Verdict& verdict = out.verdicts[v];
    for (std::size_t c = 0; c < verdict.scorecard->checks.size(); ++c) {
      const Check& check = verdict.scorecard->checks[c];
      if (check.pass.empty()) {
        verdict.results.push_back(pushed_result(*verdict.scorecard, check, input, now));
        const auto pushed = input.pushed.find({verdict.scorecard->name, check.id});
        if (pushed != input.pushed.end() && pushed->second.expires_at > now) look_at(pushed->second.expires_at);
      } else if (const auto reason = missing_source(check, input.facts)) {
        verdict.results.push_back({check.id, Outcome::unknown, *reason, "{}", now});
      } else {
        verdict.results.push_back({check.id, Outcome::unknown, "", "{}", now});
        if (check.depends_on_time) {
          timed.push_back(sources.size());
          timed_sources.push_back(check.pass);
        }
        sources.push_back(check.pass);
        wanted.push_back({v, c});
      }
    }
  }
  if (sources.empty()) return out;
  const auto values = cel_.evaluate(sources, variables);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    Verdict& verdict = out.verdicts[wanted[i].verdict];
    verdict.results[wanted[i].check] = result_of(verdict.scorecard->checks[wanted[i].check], values[i], variables, now);
  }
  if (timed.empty()) return out;

  // Halving finds the first minute at which one of them says something else.
  const auto is_same_at = [&](UtcTime at) {
    variables.as_object()["now"] = to_rfc3339(at);
    const auto then = cel_.evaluate(timed_sources, variables);
    for (std::size_t i = 0; i < timed.size(); ++i)
      if (!same_truth(then[i], values[timed[i]])) return false;
    return true;
  };
  UtcTime same = now, other = now + look_ahead;
  if (!is_same_at(other))
    while (other - same > flip_exact_to) {
      const UtcTime middle = same + (other - same) / 2;
      (is_same_at(middle) ? same : other) = middle;
    }
  look_at(other);
  return out;
}

}  // namespace towpath::scorecards
