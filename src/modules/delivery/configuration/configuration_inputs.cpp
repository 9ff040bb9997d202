#include "configuration_inputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "drivers/driver_json.h"

#include "host_inputs.h"

namespace towpath::delivery {
namespace {

using boost::json::object;
using boost::json::value;

constexpr std::size_t most_facts = 64, longest_fact = 100;

/// Which of the files is run. Of a repository that is seen when it is there.
Status check_entry(const ResourceRequest& request, const ConfigurationInputs& inputs, const std::string& entry) {
  if (!is_inner_path(entry)) return invalid_inputs(request, fmt::format("'{}' cannot be a file that is run", entry));
  if (inputs.git || inputs.files.contains(entry)) return ok();
  return invalid_inputs(request, fmt::format("there is no file '{}' that could be run", entry))
      .with_hint("Add it, or name the file that is to be run with 'entry' or 'destroyEntry'.");
}

Status read_texts(const ConfigurationLanguage& language, const ResourceRequest& request, const object& from,
                  ConfigurationInputs& out) {
  CHECK_OK(read_source(request, from, language.text, language.entry, language.example, out));
  TRY(out.entry, text_of(request, from, "entry", "", language.entry));
  TRY(out.destroy_entry, text_of(request, from, "destroyEntry", "", ""));
  TRY(const std::string destroy, text_of(request, from, language.destroy_text, "", ""));
  if (!destroy.empty()) {
    if (out.git || !out.destroy_entry.empty() || !out.files.emplace(language.destroy_file, destroy).second)
      return invalid_inputs(request,
                            fmt::format("'{}' is for a definition with one text of its own", language.destroy_text))
          .with_hint("Name a file of the folder with 'destroyEntry'.");
    out.destroy_entry = language.destroy_file;
  }
  CHECK_OK(check_entry(request, out, out.entry));
  if (!out.destroy_entry.empty()) CHECK_OK(check_entry(request, out, out.destroy_entry));
  return ok();
}

Status read_facts(const ResourceRequest& request, const object& from, ConfigurationInputs& out) {
  const auto* facts = from.if_contains("facts");
  if (!facts) return ok();
  const auto wrong = [&] {
    return invalid_inputs(request, fmt::format("the definition's 'facts' is no list of at most {} names", most_facts));
  };
  if (!facts->is_array() || facts->get_array().size() > most_facts) return wrong();
  for (const value& name : facts->get_array()) {
    if (!name.is_string()) return wrong();
    const std::string_view text = name.get_string();
    const bool is_name = !text.empty() && text.size() <= longest_fact &&
                         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.") == text.npos;
    if (!is_name) return invalid_inputs(request, fmt::format("'{}' in 'facts' cannot be a fact", text));
    out.facts.emplace_back(text);
  }
  return ok();
}

Result<ConfigurationInputs> read(const ConfigurationLanguage& language, const ResourceRequest& request,
                                 const object& from) {
  ConfigurationInputs out;
  CHECK_OK(read_texts(language, request, from, out));
  CHECK_OK(read_values(request, from, language.reserved_prefixes, out));
  CHECK_OK(read_facts(request, from, out));
  TRY(const std::string place, text_of(request, from, "on", "", "sandbox"));
  if (place != "sandbox" && place != "host")
    return invalid_inputs(request, fmt::format("'{}' is no place to run on", place))
        .with_hint("known are: sandbox, host");
  out.is_on_host = place == "host";
  if (language.knows_hosts) CHECK_OK(read_hosts(request, from, out));
  return out;
}

/// As inputs that read() takes.
object as_object(const ConfigurationLanguage& language, const ConfigurationInputs& inputs) {
  object out = source_object(inputs, language.text);
  out["entry"] = inputs.entry;
  out["destroyEntry"] = inputs.destroy_entry;
  out["facts"] = boost::json::value_from(inputs.facts);
  out["on"] = inputs.is_on_host ? "host" : "sandbox";
  if (language.knows_hosts) add_hosts(inputs, out);
  return out;
}

}  // namespace

Result<ConfigurationInputs> read_configuration_inputs(const ConfigurationLanguage& language,
                                                      const ResourceRequest& request) {
  TRY(const object from, read_object(request, "inputs", request.inputs));
  if (language.knows_hosts)
    CHECK_OK(
        only_keys(request, "input", from,
                  {language.text, language.destroy_text, "git", "entry", "destroyEntry", "variables", "secretVariables",
                   "outputs", "secrets", "facts", "env", "on", "hosts", "user", "sshKey", "knownHosts"}));
  else
    CHECK_OK(only_keys(request, "input", from,
                       {language.text, language.destroy_text, "git", "entry", "destroyEntry", "variables",
                        "secretVariables", "outputs", "secrets", "facts", "env", "on"}));
  TRY(ConfigurationInputs out, read(language, request, from));
  CHECK_OK(add_secret_inputs(request, out));
  return out;
}

Secret keep(const ConfigurationLanguage& language, const AppliedConfiguration& applied) {
  object out{{"inputs", as_object(language, applied.inputs)}};
  if (applied.outcome) {
    object secrets;
    for (const auto& [name, secret] : applied.outcome->secrets) secrets[name] = secret.reveal();
    out["outcome"] = object{
        {"outputs", applied.outcome->outputs}, {"state", applied.outcome->state}, {"secrets", std::move(secrets)}};
  }
  return Secret(boost::json::serialize(out));
}

Result<AppliedConfiguration> read_applied(const ConfigurationLanguage& language, const ResourceRequest& request,
                                          const Secret& text) {
  TRY(const object from, read_object(request, "kept configuration", text.reveal()));
  TRY(const object inputs, object_of(request, from, "inputs"));
  AppliedConfiguration out;
  TRY(out.inputs, read(language, request, inputs));
  TRY(const object outcome, object_of(request, from, "outcome"));
  if (outcome.empty()) return out;
  ResourceOutcome& made = out.outcome.emplace();
  TRY(made.outputs, text_of(request, outcome, "outputs", "", "{}"));
  TRY(made.state, text_of(request, outcome, "state", "", "{}"));
  TRY(const object secrets, object_of(request, outcome, "secrets"));
  for (const auto& [name, secret] : secrets)
    if (secret.is_string()) made.secrets.emplace(name, Secret(std::string(secret.get_string())));
  return out;
}

}  // namespace towpath::delivery
