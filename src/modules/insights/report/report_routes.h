#pragma once

#include "http/http.h"
#include "report/value_report.h"

namespace towpath::insights::report {

/// /api/v1/reports/value
void add_report_routes(http::Router& router, ReportService& reports);

}  // namespace towpath::insights::report
