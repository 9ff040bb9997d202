#pragma once

#include <string>

#include "schema/schema.h"

namespace towpath::delivery {

/// The JSON Schema of an upgraded Score v1b1 document: accepts what score-v1b1.json of score-spec/spec 0.4.1 accepts in
/// the forms that are not deprecated (score/upgrade.h brings the others into them).
const schema::Schema& score_schema();

/// A message of the schema in the words of Score: a name's pattern becomes the rule it stands for.
std::string in_words(std::string message);

}  // namespace towpath::delivery
