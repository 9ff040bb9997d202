#pragma once

#include <span>
#include <string_view>

#include "webui/assets.h"

namespace towpath::webui {

/// The files the build linked in, sorted by path (tools/embed_web.py writes its definition).
extern const std::span<const Asset> embedded_assets;

/// find() over any table sorted by path that has "/index.html".
const Asset* find_in(std::span<const Asset> table, std::string_view path);

}  // namespace towpath::webui
