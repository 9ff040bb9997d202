#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"

namespace towpath::runners {

/// The version of the protocol between server and runner. One that speaks another is refused, in words.
inline constexpr std::int64_t protocol_version = 1;

inline constexpr std::size_t most_labels = 20;

/// A machine that runs jobs.
struct Runner {
  std::string id, name;
  std::vector<std::string> labels;  ///< Lower case; linux, self-hosted and its architecture among them.
  std::string version;
  bool is_draining = false;  ///< Finishes what it has and takes nothing new.
  bool has_left = false;     ///< It ended in order, and did not come back since.
  std::string created_by;
  UtcTime created_at;
  std::optional<UtcTime> seen_at;
};

/// As people see it.
struct RunnerView {
  Runner runner;
  std::string state;      ///< online, draining or offline.
  std::int64_t jobs = 0;  ///< It works on now.
};

/// A token to register one machine with, once.
struct RegistrationToken {
  Secret secret;
  UtcTime expires_at;
};

/// What a machine says of itself when it registers.
struct NewRunner {
  Secret token;
  std::string name, version;
  std::vector<std::string> labels;
  std::int64_t protocol = 0;
};

struct RegisteredRunner {
  Runner runner;
  Secret credential;  ///< Shown once; the server keeps its hash.
};

/// Whether a machine with these labels serves a job that asks for those. Without regard to case.
bool serves(const std::vector<std::string>& labels, const std::vector<std::string>& asked);

/// Errors: runners.invalid_runner naming each field that is wrong.
Status check_runner(const NewRunner& given);

/// Errors: runners.version_mismatch, which says what to install.
Status check_protocol(std::int64_t protocol, std::string_view version);

}  // namespace towpath::runners
