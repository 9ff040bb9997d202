#include "compiled_policy.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/clip.h"
#include "catalog/entity_ref.h"
#include "json/json.h"
#include "policy_document.h"
#include "template/json.h"

namespace towpath::standards {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_evidence = 400;
constexpr tmpl::Limits template_limits{
    .source_bytes = 4096, .output_bytes = 4096, .work_bytes = 1 << 20, .steps = 10'000, .depth = 50};

/// Names that a condition may read: those that every gate of the policy offers.
std::vector<std::string> variables_of(const Policy& policy) {
  std::vector<std::string> out;
  bool is_first = true;
  for (const GateVocabulary& each : gate_vocabularies()) {
    if (std::find(policy.gates.begin(), policy.gates.end(), each.gate) == policy.gates.end()) continue;
    if (is_first) {
      out = each.variables;
    } else {
      std::erase_if(out, [&](const std::string& name) {
        return std::find(each.variables.begin(), each.variables.end(), name) == each.variables.end();
      });
    }
    is_first = false;
  }
  return out;
}

/// Beside the input's own names: the parameters of each policy that is evaluated, by its name.
constexpr std::string_view parameters_key = "policyParameters";

/// The names that a condition reads, of the pointers it reads.
std::set<std::string, std::less<>> names_in(const std::vector<std::string>& references) {
  std::set<std::string, std::less<>> out;
  for (const std::string& pointer : references) out.insert(pointer.substr(1, pointer.find('/', 1) - 1));
  return out;
}

/// The condition with its own parameters under the name it reads them by, if it does.
std::string bound(const Policy& policy, const std::set<std::string, std::less<>>& variables) {
  if (!variables.contains("params")) return policy.condition;
  return fmt::format("cel.bind(params, {}[{}],\n{}\n)", parameters_key, json::serialize(json::string(policy.name)),
                     policy.condition);
}

/// What the policies read of an input, and their parameters: every value has to be handed over to the expressions.
json::value readable(const json::object& input, const std::vector<const CompiledPolicy*>& policies) {
  json::object out, parameters;
  for (const CompiledPolicy* each : policies) {
    if (each->variables.contains("params")) parameters[each->policy.name] = each->parameters;
    for (const std::string& name : each->variables)
      if (const json::value* value = input.if_contains(name); value && !out.contains(name)) out[name] = *value;
  }
  if (!parameters.empty()) out[parameters_key] = std::move(parameters);
  return out;
}

tmpl::Options template_options() {
  tmpl::Options out;
  out.limits = template_limits;
  return out;
}

std::string text_at(const json::object& input, std::string_view pointer) {
  const json::value* found = nullptr;
  const json::object* at = &input;
  for (std::size_t begin = 1; begin <= pointer.size();) {
    const std::size_t end = std::min(pointer.find('/', begin), pointer.size());
    found = at ? at->if_contains(pointer.substr(begin, end - begin)) : nullptr;
    at = found ? found->if_object() : nullptr;
    begin = end + 1;
  }
  return found && found->is_string() ? std::string(found->as_string()) : "";
}

bool contains(const std::vector<std::string>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool fits(const std::vector<std::string>& allowed, std::string_view value) {
  return allowed.empty() || contains(allowed, value);
}

std::vector<Evidence> evidence_of(const CompiledPolicy& compiled, const json::value& input) {
  std::vector<Evidence> out;
  for (const std::string& pointer : compiled.references) {
    static const std::string params = "/params";
    const json::value* found = pointer.starts_with(params)
                                   ? towpath::json::at_pointer(compiled.parameters, pointer.substr(params.size()))
                                   : towpath::json::at_pointer(input, pointer);
    std::string text = found ? json::serialize(*found) : "";
    if (text.size() > longest_evidence) text = std::string(clipped(text, longest_evidence)) + "…";
    out.push_back({pointer, std::move(text)});
  }
  return out;
}

struct Judged {
  Verdict verdict;
  std::string reason;
};

/// The places of a condition's own text are of no use to whoever reads a decision.
std::string without_place(const std::string& message) {
  int line = 0, column = 0, length = 0;
  if (std::sscanf(message.c_str(), "%5d:%5d: %n", &line, &column, &length) == 2 && length > 0)
    return message.substr(static_cast<std::size_t>(length));
  return message;
}

Judged judged(const Result<json::value>& result) {
  if (result.has_value()) {
    if (result->is_bool()) return {result->as_bool() ? Verdict::pass : Verdict::fail, ""};
    return {Verdict::unknown, "The condition came to something that is neither true nor false."};
  }
  const Error& error = result.error();
  if (error.code() == "script.expression_failed" && !error.fields().empty())
    return {Verdict::unknown, fmt::format("{} is not known.", error.fields().front().path)};
  return {Verdict::unknown, without_place(error.message())};
}

/// What each comes to, in their order. Those that cannot be read are not asked.
std::vector<Judged> judge(const script::Cel& cel, const std::vector<const CompiledPolicy*>& policies,
                          const json::value& input) {
  std::vector<std::string> sources;
  for (const CompiledPolicy* each : policies)
    if (each->problem.empty()) sources.push_back(each->source);
  const auto results = cel.evaluate(sources, input);
  std::vector<Judged> out;
  auto next = results.begin();
  for (const CompiledPolicy* each : policies)
    out.push_back(each->problem.empty() ? judged(*next++) : Judged{Verdict::unknown, each->problem});
  return out;
}

std::string rendered(const tmpl::Template& text, const tmpl::Object& context, const std::string& otherwise) {
  auto out = text.render(context);
  return out.has_value() ? std::move(*out) : otherwise;
}

Result<tmpl::Template> parse_text(const std::string& text, const char* name) {
  return tmpl::Template::parse(text, name, template_options());
}

}  // namespace

bool concerns(const Policy& policy, const json::object& input) {
  if (!contains(policy.gates, text_at(input, "/gate"))) return false;
  const Match& match = policy.match;
  if (!fits(match.environment_types, text_at(input, "/environment/type")) ||
      !fits(match.kinds, text_at(input, "/subject/kind")) || !fits(match.types, text_at(input, "/entity/type")) ||
      !fits(match.owners, text_at(input, "/subject/owner")) || !fits(match.projects, text_at(input, "/project")) ||
      !fits(match.subjects, text_at(input, "/subject/ref")))
    return false;
  if (match.tags.empty()) return true;
  const json::value* entity = input.if_contains("entity");
  const json::value* tags = entity && entity->is_object() ? entity->as_object().if_contains("tags") : nullptr;
  return tags && tags->is_array() &&
         std::any_of(tags->as_array().begin(), tags->as_array().end(), [&](const auto& tag) {
           return tag.is_string() && contains(match.tags, std::string_view(tag.as_string()));
         });
}

Result<CompiledPolicy> compile(const script::Cel& cel, const Policy& policy) {
  const auto variables = variables_of(policy);
  CHECK_OK(cel.check(policy.condition, variables));
  TRY(auto references, cel.references(policy.condition));
  auto read = names_in(references);
  TRY(auto message, parse_text(policy.message, "message"));
  TRY(auto hint, parse_text(policy.hint, "hint"));
  std::string source = bound(policy, read);
  return CompiledPolicy{policy,
                        std::move(source),
                        json::parse(policy.parameters),
                        std::move(references),
                        std::move(read),
                        std::move(message),
                        std::move(hint),
                        ""};
}

CompiledPolicy unreadable(const Policy& policy, const Error& why) {
  return CompiledPolicy{
      policy,
      "",
      json::parse(policy.parameters),
      {},
      {},
      parse_text("This policy cannot be read any more.", "message").value(),
      parse_text("Whoever looks after it corrects it; towpath policy get " + policy.name + " --text shows it.", "hint")
          .value(),
      why.message()};
}

std::vector<FieldError> problems_of(const script::Cel& cel, const Policy& policy) {
  std::vector<FieldError> out;
  for (const auto& [list, pointer] :
       {std::pair(&policy.match.owners, "owners"), std::pair(&policy.match.subjects, "subjects")})
    for (std::size_t i = 0; i < list->size(); ++i)
      if (!catalog::EntityRef::parse((*list)[i], std::string_view(pointer) == "owners" ? "group" : "component")
               .has_value())
        out.push_back(
            {fmt::format("/spec/match/{}/{}", pointer, i), fmt::format("'{}' is not a reference.", (*list)[i])});
  if (const Status checked = cel.check(policy.condition, variables_of(policy)); !checked.has_value())
    out.push_back({"/spec/condition", checked.error().message()});
  if (const auto parsed = parse_text(policy.message, "message"); !parsed.has_value())
    out.push_back({"/spec/message", parsed.error().message()});
  if (const auto parsed = parse_text(policy.hint, "hint"); !parsed.has_value())
    out.push_back({"/spec/hint", parsed.error().message()});
  if (!out.empty()) return out;
  const auto compiled = compile(cel, policy);
  if (!compiled.has_value()) return {{"/spec/condition", compiled.error().message()}};
  const auto results = run_tests(cel, *compiled);
  for (std::size_t i = 0; i < results.size(); ++i)
    if (!results[i].passed())
      out.push_back(
          {fmt::format("/spec/tests/{}", i),
           fmt::format("The test '{}' comes to {}, not to {}.{}{}", results[i].name, to_string(results[i].actual),
                       to_string(results[i].expected), results[i].reason.empty() ? "" : " ", results[i].reason)});
  return out;
}

std::vector<TestResult> run_tests(const script::Cel& cel, const CompiledPolicy& compiled) {
  std::vector<TestResult> out;
  for (const PolicyTest& test : compiled.policy.tests) {
    const json::value input = readable(json::parse(test.input).as_object(), {&compiled});
    const auto results = cel.evaluate(std::span(&compiled.source, 1), input);
    Judged judgement = judged(results.front());
    out.push_back({test.name, test.expected, judgement.verdict, std::move(judgement.reason)});
  }
  return out;
}

Verdict verdict_on(const script::Cel& cel, const CompiledPolicy& compiled, const json::object& input) {
  return judged(cel.evaluate(std::span(&compiled.source, 1), readable(input, {&compiled})).front()).verdict;
}

std::vector<Finding> evaluate(const script::Cel& cel, const std::vector<const CompiledPolicy*>& policies,
                              const json::object& given) {
  std::vector<Finding> out;
  if (policies.empty()) return out;
  const json::value input = readable(given, policies);
  std::vector<Judged> judgements = judge(cel, policies, input);
  std::optional<tmpl::Object> context;  // made when the first text is needed
  for (std::size_t i = 0; i < policies.size(); ++i) {
    const Policy& policy = policies[i]->policy;
    Finding finding{policy.name,
                    policy.version,
                    policy.title,
                    policy.owner_ref,
                    policy.mode,
                    judgements[i].verdict,
                    policy.unknown_blocks || !policies[i]->problem.empty(),
                    "",
                    "",
                    std::move(judgements[i].reason),
                    "",
                    {}};
    if (finding.verdict != Verdict::pass) {
      if (!context) {
        context.emplace();
        for (const auto& [key, value] : given) context->set(std::string(key), tmpl::from_json(value));
      }
      context->set("params", tmpl::from_json(policies[i]->parameters));
      finding.message = rendered(policies[i]->message, *context, policy.message);
      finding.hint = rendered(policies[i]->hint, *context, policy.hint);
      finding.evidence = evidence_of(*policies[i], input);
    }
    out.push_back(std::move(finding));
  }
  return out;
}

}  // namespace towpath::standards
