#pragma once

#include "measurement.h"

namespace towpath::bench {

/// No-op nodes through the raw loop and through the engine, and how soon a submitted run starts: on SQLite NORMAL and
/// FULL, and on a private PostgreSQL with fsync.
void measure_runs_sqlite_normal(Report& report);
void measure_runs_sqlite_full(Report& report);
void measure_runs_postgres(Report& report);

}  // namespace towpath::bench
