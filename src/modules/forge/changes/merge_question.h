#pragma once

#include "forge/changes.h"
#include "gate/gate.h"

namespace towpath::forge {

/// What guardrails are asked before a change is merged: the change, what its target demands, the files it touches, and
/// lines that look like secrets (without their text; left out where not every line was looked at).
gate::Question question_of(const Repository& repository, const ChangeDetail& detail, const Diff& diff);

}  // namespace towpath::forge
