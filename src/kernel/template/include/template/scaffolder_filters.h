#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "template/template.h"

namespace towpath::tmpl {

/// The kind of the forge behind a host ("github", "gitlab", "gitea", "bitbucketCloud", "bitbucketServer", "azure",
/// "gerrit", ...), or "" when the host is not known.
using ForgeType = std::function<std::string(std::string_view host)>;

/// The public hosts Backstage knows without configuration: github.com, gitlab.com, bitbucket.org, dev.azure.com.
std::string public_forge_type(std::string_view host);

/// Adds the filters every Backstage template may use: parseRepoUrl, projectSlug, parseEntityRef and pick.
/// Source: @backstage/plugin-scaffolder-backend 4.2.0, its default template filters.
void add_scaffolder_filters(Environment& environment, ForgeType forge_type = public_forge_type);

}  // namespace towpath::tmpl
