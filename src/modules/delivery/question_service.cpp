#include "question_service.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "json/json.h"
#include "prepared_resource.h"
#include "resource_making.h"

namespace towpath::delivery {
namespace {

std::string_view word_of(const ResourceAnswer& answer) { return answer.exists ? "exists" : "absent"; }

/// What a driver needs to tell the parts of a resource.
ResourceRequest parts_request(const Resource& resource) {
  ResourceRequest out;
  out.gu_id = resource.gu_id;
  out.type = resource.type;
  out.id = resource.id;
  return out;
}

bool are_same(const std::map<std::string, Secret>& one, const std::map<std::string, Secret>& other) {
  return std::equal(one.begin(), one.end(), other.begin(), other.end(), [](const auto& a, const auto& b) {
    return a.first == b.first && a.second.reveal() == b.second.reveal();
  });
}

bool are_same(const std::string& one, const std::string& other) {
  return json::canonical(boost::json::parse(one)) == json::canonical(boost::json::parse(other));
}

}  // namespace

std::vector<DriverOutput> QuestionService::outputs_of(const Resource& resource) const {
  const Driver* driver = c_.driver(resource.driver);
  if (!driver) return {};
  // Inputs that came from a secret are in no row.
  const auto request = stored_request(c_.kernel, c_.stores, c_.ports.vault, resource);
  return driver->offer(request.has_value() ? request->inputs : resource.inputs).outputs;
}

Result<std::vector<OpenResourceQuestion>> QuestionService::open(const auth::Principal& principal) {
  TRY(auto resources, delivery_.resources(principal, "", ""));
  std::vector<OpenResourceQuestion> out;
  for (Resource& each : resources) {
    if (each.state != "perhaps_made") continue;
    const std::string gu_id = each.gu_id;
    const auto asked = c_.kernel.db.read([&](db::Tx& tx) { return c_.stores.questions.find(tx, gu_id); });
    if (!asked) continue;  // answered just now
    OpenResourceQuestion question{std::move(each), *asked, {}, {}};
    Driver* driver = c_.driver(question.resource.driver);
    question.has_parts = driver && driver->has_parts();
    if (question.has_parts) {
      TRY(question.parts, driver->doubts(parts_request(question.resource)));
    } else {
      question.outputs = outputs_of(question.resource);
    }
    for (const ResourceWait& wait : c_.kernel.db.read([&](db::Tx& tx) { return c_.stores.questions.waits(tx, gu_id); }))
      question.runs.push_back(wait.run_id);
    out.push_back(std::move(question));
  }
  return out;
}

Result<Resource> QuestionService::named(const auth::Principal& principal, const ResourceAnswer& answer) {
  TRY(auto resources, delivery_.resources(principal, answer.component, answer.environment));
  const auto found = std::find_if(resources.begin(), resources.end(), [&](const Resource& each) {
    return each.id == answer.resource || each.id.substr(each.id.rfind('.') + 1) == answer.resource;
  });
  if (found == resources.end() || answer.component.empty() || answer.environment.empty())
    return not_found("delivery.resource_not_found", fmt::format("'{}' has no resource '{}' in '{}'.", answer.component,
                                                                answer.resource, answer.environment))
        .with_hint(fmt::format("See them with: towpath resource list --component {}", answer.component));
  return std::move(*found);
}

Result<ResourceOutcome> QuestionService::told(const Resource& resource, const ResourceQuestion& question,
                                              const ResourceAnswer& answer) const {
  TRY(const auto kept, c_.ports.vault.load(resource.gu_id));
  ResourceOutcome out{resource.outputs, kept, resource.driver_state};
  if (answer.state) out.state = boost::json::serialize(*answer.state);
  const std::vector<DriverOutput> offered = outputs_of(resource);
  const bool is_as_before = !answer.outputs && question.about == "change";
  if (is_as_before) return out;
  boost::json::object outputs = answer.outputs.value_or(boost::json::object());
  std::erase_if(out.secrets, [](const auto& each) { return !each.first.starts_with('.'); });  // the driver's own stay
  Error missing =
      invalid_input("delivery.invalid_outputs", fmt::format("'{}' hands out more than was said.", resource.id))
          .with_hint("Give a JSON object with a value for each of them.");
  for (const DriverOutput& output : offered) {
    const auto* value = outputs.if_contains(output.name);
    if (!value || value->is_null()) {
      missing.add_field("/outputs/" + output.name,
                        output.is_secret ? "is missing; its value is kept as a secret" : "is missing");
    } else if (output.is_secret) {
      out.secrets.insert_or_assign(
          output.name, Secret(value->is_string() ? std::string(value->get_string()) : boost::json::serialize(*value)));
      outputs.erase(output.name);
    }
  }
  if (!missing.fields().empty()) return missing;
  out.outputs = boost::json::serialize(outputs);
  return out;
}

Status QuestionService::check_answer(const Driver* driver, const Resource& resource,
                                     const ResourceAnswer& answer) const {
  const bool has_parts = driver && driver->has_parts();
  if (!has_parts && answer.imports.empty()) return ok();
  Error wrong = invalid_input("delivery.invalid_answer", fmt::format("That says nothing of '{}'.", resource.id));
  if (!has_parts) {
    wrong.add_field("/imports", "is only for what consists of parts, as terraform's");
    return std::move(wrong).with_hint("Say whether it exists, with what it hands out, or that it is absent.");
  }
  if (answer.exists && answer.imports.empty())
    wrong.add_field("/imports", "is missing: what is there is taken over by its address and id");
  if (answer.outputs) wrong.add_field("/outputs", fmt::format("is what '{}' says itself", resource.driver));
  if (answer.state) wrong.add_field("/state", fmt::format("is what '{}' writes itself", resource.driver));
  if (wrong.fields().empty()) return ok();
  return std::move(wrong).with_hint(
      "Name each that is there: towpath resource resolve ... --import ADDRESS=ID; or say "
      "--absent when none is, or none is any more.");
}

Status QuestionService::check_repeat(const Resource& resource, const std::optional<ResourceQuestion>& question,
                                     const ResourceAnswer& answer) const {
  if (!question || question->answer.empty())
    return conflict("delivery.not_in_question",
                    fmt::format("'{}' is not in question: it is {}.", resource.id, resource.state))
        .with_hint(fmt::format("See what is with: towpath resource list --component {}", resource.component));
  const Error otherwise =
      conflict("delivery.already_resolved",
               fmt::format("'{}' is not in question any more: it was answered with '{}' by {}.", resource.id,
                           question->answer, question->answered_by))
          .with_hint(fmt::format("See what is with: towpath resource list --component {}", resource.component));
  if (question->answer != word_of(answer)) return otherwise;
  if (Driver* driver = c_.driver(resource.driver); driver && driver->has_parts())
    return driver->settle(parts_request(resource), answer.imports);  // changes nothing when it is the same
  if (!answer.exists || !answer.outputs) return ok();
  TRY(const ResourceOutcome outcome, told(resource, *question, answer));
  TRY(const auto kept, c_.ports.vault.load(resource.gu_id));
  return are_same(outcome.outputs, resource.outputs) && are_same(outcome.secrets, kept) ? ok() : Status(otherwise);
}

Result<Resource> QuestionService::resolve(const auth::Principal& principal, const ResourceAnswer& answer) {
  TRY(const Resource resource, named(principal, answer));
  CHECK_OK(auth::check(c_.kernel.authorizer, principal, "deployment.deploy",
                       {resource.owner_ref, resource.project_id, resource.env_type}));
  Driver* const driver = c_.driver(resource.driver);
  CHECK_OK(check_answer(driver, resource, answer));
  const std::lock_guard lock(mutex_);
  const auto question = c_.kernel.db.read([&](db::Tx& tx) { return c_.stores.questions.find(tx, resource.gu_id); });
  if (resource.state != "perhaps_made" || !question || !question->answer.empty()) {
    CHECK_OK(check_repeat(resource, question, answer));
    auto row = c_.kernel.db.read([&](db::Tx& tx) { return c_.stores.resources.find(tx, resource.gu_id); });
    if (!row) return not_found("delivery.resource_not_found", fmt::format("'{}' is gone.", resource.id));
    return std::move(*row);
  }
  ResourceMaking making(c_.kernel, c_.stores, c_.ports.vault, c_.ports.approval_nodes);
  const ResourceWitness witness{principal.ref, std::string(word_of(answer)), true};
  if (driver && driver->has_parts()) {
    CHECK_OK(driver->settle(parts_request(resource), answer.imports));
    const std::string said = answer.exists ? fmt::format("{} of it is there and is taken over, says {}.",
                                                         answer.imports.size(), principal.ref)
                                           : fmt::format("Nothing in question is there, says {}.", principal.ref);
    return making.record_absent(resource, said, witness);
  }
  if (!answer.exists)
    return making.record_absent(resource, fmt::format("It is not there as asked for, says {}.", principal.ref),
                                witness);
  TRY(const ResourceOutcome outcome, told(resource, *question, answer));
  return making.record(resource, outcome, question->input_hash, witness);
}

}  // namespace towpath::delivery
