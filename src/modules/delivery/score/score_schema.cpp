#include "score/score_schema.h"

#include <string_view>
#include <utility>

#include "base/strings.h"

namespace towpath::delivery {
namespace {

// Lengths are part of the patterns where they can be, so that one wrong name is one problem.
constexpr std::string_view schema_text = R"json({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "type": "object",
  "required": ["apiVersion", "metadata", "containers"],
  "additionalProperties": false,
  "properties": {
    "apiVersion": {"type": "string", "pattern": "^score\\.dev/v1b1$"},
    "metadata": {
      "type": "object",
      "required": ["name"],
      "properties": {
        "name": {"$ref": "#/definitions/label"},
        "annotations": {"$ref": "#/definitions/annotations"}
      }
    },
    "service": {
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "ports": {
          "type": "object",
          "propertyNames": {"$ref": "#/definitions/label"},
          "additionalProperties": {"$ref": "#/definitions/servicePort"}
        }
      }
    },
    "containers": {
      "type": "object",
      "minProperties": 1,
      "propertyNames": {"$ref": "#/definitions/label"},
      "additionalProperties": {"$ref": "#/definitions/container"}
    },
    "resources": {
      "type": "object",
      "propertyNames": {"$ref": "#/definitions/label"},
      "additionalProperties": {"$ref": "#/definitions/resource"}
    }
  },
  "definitions": {
    "label": {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$"},
    "typeName": {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9-]{0,61}[A-Za-z0-9]$"},
    "portNumber": {"type": "integer", "minimum": 1, "maximum": 65535},
    "words": {"type": "array", "items": {"type": "string"}},
    "annotations": {
      "type": "object",
      "propertyNames": {
        "maxLength": 316,
        "pattern": "^(([a-z0-9][a-z0-9-]{0,61}[a-z0-9])(\\.[a-z0-9][a-z0-9-]{0,61}[a-z0-9])*/)?[A-Za-z0-9][A-Za-z0-9._-]{0,61}[A-Za-z0-9]$"
      },
      "additionalProperties": {"type": "string"}
    },
    "servicePort": {
      "type": "object",
      "required": ["port"],
      "additionalProperties": false,
      "properties": {
        "port": {"$ref": "#/definitions/portNumber"},
        "targetPort": {"$ref": "#/definitions/portNumber"},
        "protocol": {"type": "string", "enum": ["TCP", "UDP"]}
      }
    },
    "container": {
      "type": "object",
      "required": ["image"],
      "additionalProperties": false,
      "properties": {
        "image": {"type": "string", "minLength": 1},
        "command": {"$ref": "#/definitions/words"},
        "args": {"$ref": "#/definitions/words"},
        "variables": {
          "type": "object",
          "propertyNames": {"pattern": "^[^=]+$"},
          "additionalProperties": {"type": "string"}
        },
        "files": {"type": "object", "additionalProperties": {"$ref": "#/definitions/file"}},
        "volumes": {"type": "object", "additionalProperties": {"$ref": "#/definitions/volume"}},
        "before": {
          "type": "object",
          "propertyNames": {"$ref": "#/definitions/label"},
          "additionalProperties": {
            "type": "object",
            "required": ["ready"],
            "additionalProperties": false,
            "properties": {"ready": {"type": "string", "enum": ["started", "healthy", "complete"]}}
          }
        },
        "resources": {
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "limits": {"$ref": "#/definitions/quantities"},
            "requests": {"$ref": "#/definitions/quantities"}
          }
        },
        "livenessProbe": {"$ref": "#/definitions/probe"},
        "readinessProbe": {"$ref": "#/definitions/probe"}
      }
    },
    "file": {
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "mode": {"type": "string", "pattern": "^0?[0-7]{3}$"},
        "source": {"type": "string", "minLength": 1},
        "content": {"type": "string"},
        "binaryContent": {"type": "string"},
        "noExpand": {"type": "boolean"}
      },
      "oneOf": [{"required": ["content"]}, {"required": ["binaryContent"]}, {"required": ["source"]}]
    },
    "volume": {
      "type": "object",
      "required": ["source"],
      "additionalProperties": false,
      "properties": {
        "source": {"type": "string"},
        "path": {"type": "string"},
        "readOnly": {"type": "boolean"}
      }
    },
    "quantities": {
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "memory": {"type": "string", "pattern": "^(0\\.\\d+|[1-9]\\d*(\\.\\d+)?)(K|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$"},
        "cpu": {"type": "string", "pattern": "^\\d+(?:m|\\.\\d+)?$"}
      }
    },
    "probe": {
      "type": "object",
      "additionalProperties": false,
      "anyOf": [{"required": ["httpGet"]}, {"required": ["exec"]}],
      "properties": {
        "httpGet": {"$ref": "#/definitions/httpProbe"},
        "exec": {
          "type": "object",
          "required": ["command"],
          "additionalProperties": false,
          "properties": {"command": {"$ref": "#/definitions/words"}}
        }
      }
    },
    "httpProbe": {
      "type": "object",
      "required": ["port", "path"],
      "additionalProperties": false,
      "properties": {
        "port": {"$ref": "#/definitions/portNumber"},
        "path": {"type": "string"},
        "host": {"type": "string", "minLength": 1},
        "scheme": {"type": "string", "enum": ["HTTP", "HTTPS"]},
        "httpHeaders": {
          "type": "array",
          "items": {
            "type": "object",
            "required": ["name", "value"],
            "additionalProperties": false,
            "properties": {
              "name": {"type": "string", "pattern": "^[A-Za-z0-9_-]+$"},
              "value": {"type": "string", "minLength": 1}
            }
          }
        }
      }
    },
    "resource": {
      "type": "object",
      "required": ["type"],
      "additionalProperties": false,
      "properties": {
        "type": {"$ref": "#/definitions/typeName"},
        "class": {"$ref": "#/definitions/typeName"},
        "id": {
          "type": "string",
          "minLength": 2,
          "maxLength": 63,
          "pattern": "^[a-z0-9]+(?:-+[a-z0-9]+)*(?:\\.[a-z0-9]+(?:-+[a-z0-9]+)*)*$"
        },
        "metadata": {"type": "object", "properties": {"annotations": {"$ref": "#/definitions/annotations"}}},
        "params": {"type": "object"}
      }
    }
  }
})json";

/// How the patterns above begin, and what they mean.
constexpr std::pair<std::string_view, std::string_view> meanings[] = {
    {R"(^score\.dev/v1b1$)", "must be score.dev/v1b1"},
    {"^[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$",
     "must be 2 to 63 lower-case letters, digits and '-', with a letter or a digit at both ends"},
    {"^[A-Za-z0-9][A-Za-z0-9-]{0,61}[A-Za-z0-9]$",
     "must be 2 to 63 letters, digits and '-', with a letter or a digit at both ends"},
    {R"(^(([a-z0-9][a-z0-9-]{0,61}[a-z0-9])(\.[a-z0-9][a-z0-9-]{0,61}[a-z0-9])*/)?[A-Za-z0-9][A-Za-z0-9._-]{0,61}[A-Za-z0-9]$)",
     "must be a name of 2 to 63 letters, digits, '.', '_' and '-', after a host name and '/' if it has one"},
    {"^[^=]+$", "must not be empty and must not hold '='"},
    {"^0?[0-7]{3}$", "must be an octal file mode such as \"0644\""},
    {R"(^(0\.\d+|[1-9]\d*(\.\d+)?)(K|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$)",
     "must be an amount of memory such as 64Mi, 1.5Gi or 128M"},
    {R"(^\d+(?:m|\.\d+)?$)", "must be a number of CPUs such as 2, 0.5 or 125m"},
    {"^[A-Za-z0-9_-]+$", "must hold only letters, digits, '_' and '-'"},
    {R"(^[a-z0-9]+(?:-+[a-z0-9]+)*(?:\.[a-z0-9]+(?:-+[a-z0-9]+)*)*$)",
     "must be lower-case letters, digits, '-' and '.', with a letter or a digit at both ends of each part"},
};

}  // namespace

const schema::Schema& score_schema() {
  static const schema::Schema schema = schema::Schema::compile(schema_text).value();
  return schema;
}

std::string in_words(std::string message) {
  constexpr std::string_view marker = "must match ";
  const auto at = message.find(marker);
  if (at == std::string::npos) return message;
  const std::string_view pattern = std::string_view(message).substr(at + marker.size());
  for (const auto& [known, meaning] : meanings)
    if (pattern == known) return message.substr(0, at).append(meaning);
  return message;
}

}  // namespace towpath::delivery
