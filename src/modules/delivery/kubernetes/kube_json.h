#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace towpath::delivery {

/// What stands at a JSON pointer of an object of a cluster, which may be anything: absent and of another kind are the
/// same.
std::string kube_text(const boost::json::value& object, std::string_view pointer);
std::int64_t kube_number(const boost::json::value& object, std::string_view pointer);
bool kube_flag(const boost::json::value& object, std::string_view pointer);
const boost::json::array& kube_list(const boost::json::value& object, std::string_view pointer);

/// Words of a cluster, as part of a message of ours: at most 500 bytes, cut at a whole character.
std::string shortened(std::string text);

}  // namespace towpath::delivery
