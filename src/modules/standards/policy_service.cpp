#include "policy_service.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/strings.h"
#include "policy_document.h"
#include "yaml/yaml.h"

namespace towpath::standards {
namespace {

constexpr std::chrono::days counted{30};

Error no_policy(const std::string& name, const PolicySet& all) {
  std::vector<std::string> names;
  for (const auto& each : all) names.push_back(each->policy.name);
  const auto near = nearest(name, names);
  return not_found("standards.policy_not_found", fmt::format("There is no policy '{}'{}", name,
                                                             near ? fmt::format("; did you mean '{}'?", *near) : "."))
      .with_hint("See them with: towpath policy list");
}

}  // namespace

Result<std::vector<PolicyUse>> PolicyService::list(const auth::Principal& principal) const {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "policy.read", {}));
  const auto counts = kernel_.db.read([&](db::Tx& tx) { return store_.counts(tx, kernel_.clock.now() - counted); });
  std::vector<PolicyUse> out;
  for (const auto set = book_.all(); const auto& each : *set) {
    PolicyUse use{each->policy, each->problem};
    for (const DecisionStore::Count& count : counts)
      if (count.policy == each->policy.name) {
        use.decisions = count.decisions;
        use.unmet = count.unmet;
      }
    out.push_back(std::move(use));
  }
  return out;
}

Result<PolicyUse> PolicyService::get(const auth::Principal& principal, const std::string& name) const {
  TRY(auto all, list(principal));
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const PolicyUse& each) { return each.policy.name == name; });
  if (found == all.end()) return no_policy(name, *book_.all());
  return std::move(*found);
}

Result<PolicyUse> PolicyService::set_mode(const auth::Principal& principal, const std::string& name, Mode mode) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "policy.write", {}));
  TRY(const PolicyUse use, get(principal, name));
  if (!use.policy.is_shipped) {
    TRY(const auto ref, catalog::EntityRef::parse(use.policy.ref, "policy"));
    TRY(const catalog::Entity entity, catalog_.get(principal, ref));
    if (entity.source != "api")
      return conflict("standards.declared_elsewhere",
                      fmt::format("{} is declared in {} of {}.", entity.ref, entity.source_file, entity.source))
          .with_hint("Change spec.mode there and push.");
  }
  boost::json::value document = boost::json::parse(use.policy.document);
  document.as_object()["spec"].as_object()["mode"] = to_string(mode);
  TRY(const auto refs, catalog_.apply(principal, boost::json::serialize(document), name + ".json"));
  book_.refresh();
  return get(principal, name);
}

Result<std::vector<DocumentResult>> PolicyService::test(const auth::Principal& principal, const std::string& text,
                                                        const std::string& file) const {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "policy.read", {}));
  TRY(const auto verdicts, catalog::validate(text, file, {{"Policy", &book_}}));
  TRY(const auto documents, yaml::parse(text, file));
  std::vector<DocumentResult> out;
  std::size_t at = 0;
  for (const catalog::DocumentVerdict& verdict : verdicts) {
    while (at < documents.size() && (documents[at].is_empty || documents[at].root.is_null())) ++at;
    DocumentResult result{verdict.ref, verdict.line, verdict.error, {}};
    const yaml::Node& root = documents.at(at++).root;
    // Tests that fail are an error of the document, too; here each is named.
    if (const yaml::Node* kind = root.find("kind"); kind && kind->text() == "Policy" && root.find("spec") &&
                                                    root.find("metadata") && root.find("spec")->is_mapping()) {
      const Policy policy = policy_of(boost::json::serialize(yaml::to_json(root)));
      if (const auto compiled = compile(book_.cel(), policy); compiled.has_value())
        result.tests = run_tests(book_.cel(), *compiled);
    } else if (!result.error) {
      result.error = invalid_input("standards.not_a_policy",
                                   fmt::format("{}:{}:1: {} is no policy.", file, verdict.line, verdict.ref));
    }
    out.push_back(std::move(result));
  }
  return out;
}

}  // namespace towpath::standards
