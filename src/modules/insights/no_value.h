#pragma once

#include <string_view>

/// Why a metric has no value; reason_text() says them in words.
namespace towpath::insights::no_value {

constexpr std::string_view no_deployments = "no_deployments", unknown_base = "unknown_base",
                           no_new_commits = "no_new_commits", no_failures = "no_failures",
                           no_recoveries = "no_recoveries", no_incident_source = "no_incident_source",
                           no_facts = "no_facts", no_components = "no_components", no_teams = "no_teams",
                           not_per_component = "not_per_component", no_source = "no_source",
                           no_manual_minutes = "no_manual_minutes", whole_only = "whole_only", only_now = "only_now",
                           no_scorecard = "no_scorecard", nothing_fails = "nothing_fails", no_survey = "no_survey",
                           too_few_answers = "too_few_answers", answers_withheld = "answers_withheld";

}  // namespace towpath::insights::no_value
