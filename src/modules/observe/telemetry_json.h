#pragma once

#include <string>

#include "telemetry_service.h"

namespace towpath::observe {

// Bodies of answers; shapes are in api/openapi.yaml, that of acceptances in OTLP.

std::string trace_page_body(const TracePage& page);
std::string trace_body(const Trace& trace);
std::string measures_body(const std::vector<Measure>& measures);
/// Export<Signal>ServiceResponse in the encoding of the request; `rejected` is "rejectedSpans" or "rejectedDataPoints".
std::string acceptance_body(const Acceptance& acceptance, Encoding encoding, const char* rejected);

}  // namespace towpath::observe
