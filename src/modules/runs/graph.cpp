#include "graph.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/strings.h"

namespace towpath::runs {
namespace {

bool is_key(std::string_view key) {
  return !key.empty() && key.size() <= 200 && std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_.-/:(), ").find(c) != std::string_view::npos;
  });
}

/// Depth-first search over needs; the path of the first cycle found, or empty.
class CycleSearch {
 public:
  explicit CycleSearch(const std::vector<NodeSpec>& nodes) : nodes_(nodes), state_(nodes.size(), State::fresh) {
    for (std::size_t i = 0; i < nodes.size(); ++i) index_[nodes[i].key] = i;
  }

  std::vector<std::string> find() {
    for (std::size_t root = 0; root < nodes_.size(); ++root)
      if (auto cycle = visit(root); !cycle.empty()) return cycle;
    return {};
  }

 private:
  enum class State : char { fresh, open, done };
  struct Frame {
    std::size_t node, next_need;
  };

  /// With its own stack: a chain of a hundred thousand nodes must not overflow the thread's.
  std::vector<std::string> visit(std::size_t root) {
    if (state_[root] != State::fresh) return {};
    std::vector<Frame> path{{root, 0}};
    state_[root] = State::open;
    while (!path.empty()) {
      Frame& top = path.back();
      const auto& needs = nodes_[top.node].needs;
      if (top.next_need == needs.size()) {
        state_[top.node] = State::done;
        path.pop_back();
        continue;
      }
      const auto need = index_.find(needs[top.next_need++]);
      if (need == index_.end()) continue;  // a node that exists already cannot need a new one
      if (state_[need->second] == State::open) return cycle_of(path, need->second);
      if (state_[need->second] == State::fresh) {
        state_[need->second] = State::open;
        path.push_back({need->second, 0});
      }
    }
    return {};
  }

  std::vector<std::string> cycle_of(const std::vector<Frame>& path, std::size_t start) const {
    std::vector<std::string> keys;
    const auto from = std::find_if(path.begin(), path.end(), [&](const Frame& frame) { return frame.node == start; });
    for (auto it = from; it != path.end(); ++it) keys.push_back(nodes_[it->node].key);
    keys.push_back(nodes_[start].key);
    return keys;
  }

  const std::vector<NodeSpec>& nodes_;
  std::map<std::string_view, std::size_t> index_;
  std::vector<State> state_;
};

}  // namespace

Status check_graph(const std::vector<NodeSpec>& nodes, const std::set<std::string>& existing) {
  Error error = invalid_input("runs.invalid_graph", "The run's graph was not accepted.");
  if (nodes.size() + existing.size() > max_nodes)
    error.add_field("/nodes", fmt::format("has {} nodes; the limit is {}", nodes.size() + existing.size(), max_nodes));
  std::set<std::string> keys = existing;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (!is_key(nodes[i].key))
      error.add_field(fmt::format("/nodes/{}/key", i), fmt::format("'{}' is not a node key", nodes[i].key));
    else if (!keys.insert(nodes[i].key).second)
      error.add_field(fmt::format("/nodes/{}/key", i), fmt::format("'{}' is used twice", nodes[i].key));
  }
  const std::vector<std::string> known(keys.begin(), keys.end());
  for (std::size_t i = 0; i < nodes.size(); ++i)
    for (const std::string& need : nodes[i].needs)
      if (!keys.contains(need)) {
        const auto near = nodes.size() < 1'000 ? nearest(need, known) : std::nullopt;
        error.add_field(fmt::format("/nodes/{}/needs", i),
                        fmt::format("'{}' needs '{}', which does not exist{}", nodes[i].key, need,
                                    near ? fmt::format("; did you mean '{}'?", *near) : ""));
      }
  if (error.fields().empty())
    if (const auto cycle = CycleSearch(nodes).find(); !cycle.empty())
      error.add_field("/nodes", "wait for each other in a circle: " + join(cycle, " -> "));
  if (error.fields().empty()) return ok();
  return error;
}

}  // namespace towpath::runs
