#pragma once

#include <string>
#include <vector>

#include "incident_service.h"
#include "log_reader.h"
#include "metrics_service.h"

namespace towpath::observe {

// The shapes of the API (api/openapi.yaml).
std::string lines_body(const std::vector<LogEntry>& lines);
std::string log_page_body(const LogPage& page);
std::string chart_body(const std::string& component, const std::string& environment, const Chart& chart);
std::string incident_body(const Incident& incident);
std::string incident_page_body(const IncidentPage& page);

}  // namespace towpath::observe
