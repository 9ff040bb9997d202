#pragma once

#include "pipelines/workflow.h"
#include "workflow/reader.h"

namespace towpath::pipelines {

// The parts of a workflow file, one function each. Every one reports to the reader what is wrong with its part.
Triggers read_triggers(Reader& reader, const yaml::Node& node);
std::optional<Permissions> read_permissions(Reader& reader, const yaml::Node* node);
std::optional<Concurrency> read_concurrency(Reader& reader, const yaml::Node* node, Place place);
RunDefaults read_defaults(Reader& reader, const yaml::Node* node, Place place);
std::vector<Step> read_steps(Reader& reader, const yaml::Node& node);
std::vector<Job> read_jobs(Reader& reader, const yaml::Node& node);
Strategy read_strategy(Reader& reader, const yaml::Node& node);

}  // namespace towpath::pipelines
