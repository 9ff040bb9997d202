#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "kubernetes/kube_api.h"

namespace towpath::delivery {

/// A time of a log ("2026-11-29T14:37:26.6Z") with nine digits after the second, so that times compare as text; "" for
/// what is none.
std::string nine_digits(std::string_view time);

/// The lines of a pod's log (`<time> <text>`, as the API gives them with timestamps) that are later than `after`, as
/// records of a container's log file (container_log.h); `label` is put before each text.
std::string log_records(std::string_view text, std::string_view after, std::string_view label = "");

/// Appends what pods of one instance have written since, by time, to the log file in `directory`/log; with several
/// pods each line begins with the last part of its pod's name, as "[x7k2p] ". The API does not tell one stream from the
/// other: all counts as standard output. Begins anew after 64 MiB. One caller at a time for one directory. Errors:
/// those of KubeApi; fine when there is no log yet.
Status copy_logs(const KubeApi& api, const std::string& name_space, const std::vector<std::string>& pods,
                 const std::filesystem::path& directory);

/// The last lines of a container, of the one before it when it has just been started again; "" without any.
std::string last_lines_of(const KubeApi& api, const std::string& name_space, const std::string& pod, bool of_previous,
                          int lines);

}  // namespace towpath::delivery
