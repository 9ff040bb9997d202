#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "delivery/runtime.h"

namespace towpath::delivery {

struct ScorePort {
  std::string name;
  int port = 0, target_port = 0;
  std::string protocol = "TCP";
};

struct ScoreFile {
  std::string target, mode;
  std::string content;  ///< Placeholders not resolved; for `source` and `binaryContent` the bytes themselves.
  bool expand = true;   ///< False: noExpand, binary content, or a source that is not UTF-8.
};

struct ScoreVolume {
  std::string target, source, path;  ///< `source` may hold placeholders.
  bool is_read_only = false;
};

struct ScoreContainer {
  std::string name, image;
  std::vector<std::string> command, args;
  std::vector<std::pair<std::string, std::string>> variables;  ///< Placeholders not resolved.
  std::vector<ScoreFile> files;
  std::vector<ScoreVolume> volumes;
  std::map<std::string, std::string> before;  ///< Container name to started | healthy | complete.
  std::optional<std::uint64_t> memory_limit_bytes;
  std::optional<std::uint32_t> cpu_limit_millis;
  Probe liveness, readiness;
};

struct ScoreResource {
  std::string name, type, resource_class = "default";
  std::optional<std::string> id;  ///< Set: shared in the project.
  std::string params = "{}";      ///< JSON object with placeholders.
  std::string metadata = "{}";
};

/// A Score v1b1 workload (score-spec 0.4.1 with the rules of score-go 1.20), upgraded to today's form.
struct ScoreWorkload {
  std::string name;
  std::map<std::string, std::string> annotations;
  std::vector<ScorePort> ports;  ///< In the order of the document.
  std::vector<ScoreContainer> containers;
  std::vector<ScoreResource> resources;
  /// The upgraded document as canonical JSON, but with the ports in their order: what a release keeps. Files given by
  /// `source` are part of it when they could be read.
  std::string document;
};

/// Reads a file beside the Score file, for `files.*.source`. Errors are passed on.
using ScoreFileReader = std::function<Result<std::string>(const std::string& path)>;

/// Parses, upgrades deprecated forms, checks schema and semantic rules. Errors: yaml.invalid, delivery.invalid_score
/// (message with file:line:column, one field per problem with its pointer into the file as ajv names it: of an unknown
/// or a missing key that of the object around it).
Result<ScoreWorkload> parse_score(std::string_view text, std::string_view file_name, const ScoreFileReader& read = {});

/// The workload again from ScoreWorkload::document.
Result<ScoreWorkload> score_from_document(std::string_view document);

/// What `towpath score validate` says of one file.
struct ScoreVerdict {
  bool valid = false;
  std::optional<Error> error;  ///< Set when not valid, as parse_score() gives it.
  /// What parse_score() refuses although the format allows it: placeholders that begin with neither `resources` nor
  /// `metadata` (older files have them; score-go fails when it comes to them, not when it reads the file).
  std::vector<FieldError> warnings;
};

/// Checks a file without the files beside it.
ScoreVerdict validate_score(std::string_view text, std::string_view file_name);

/// A looked-up value. What is made from a secret is secret (taint).
struct Resolved {
  std::string text;
  bool is_secret = false;
};

/// The value of a placeholder path, already split at unescaped dots: {"resources", "db", "host"}. Nothing: undefined.
using Lookup = std::function<Result<std::optional<Resolved>>(const std::vector<std::string>& path)>;

/// Replaces `${...}`; `$$` is a dollar sign and `$${x}` is `${x}` (score-go framework/substitution.go). Results are not
/// scanned again. Errors: delivery.invalid_placeholder, delivery.undefined_placeholder, and those of the lookup.
Result<Resolved> substitute(std::string_view text, const Lookup& lookup);

/// substitute() on every string value (not key) of a JSON object; the result is canonical JSON.
/// Values stay strings. Errors: as substitute(), with the pointer of the string as field; json.invalid.
Result<Resolved> substitute_json(std::string_view json, const Lookup& lookup);

/// The paths of all placeholders in a text, for the static check and the order of resources.
Result<std::vector<std::vector<std::string>>> placeholders_of(std::string_view text);

/// The same for every string value of a JSON object.
Result<std::vector<std::vector<std::string>>> placeholders_of_json(std::string_view json);

}  // namespace towpath::delivery
