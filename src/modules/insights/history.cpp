#include "insights/history.h"

#include <algorithm>
#include <set>

#include "metric_value.h"
#include "no_value.h"

namespace towpath::insights {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Iterative, so that no pattern takes long: on a mismatch the last '*' takes one character more.
bool fits(std::string_view text, std::string_view glob) {
  std::size_t t = 0, g = 0, star = glob.npos, retry = 0;
  while (t < text.size()) {
    if (g < glob.size() && glob[g] == '*') {
      star = g++;
      retry = t;
    } else if (g < glob.size() && (glob[g] == text[t] || (glob[g] == '?' && text[t] != '/'))) {
      ++g;
      ++t;
    } else if (star != glob.npos && text[retry] != '/') {
      t = ++retry;
      g = star + 1;
    } else {
      return false;
    }
  }
  while (g < glob.size() && glob[g] == '*') ++g;
  return g == glob.size();
}

/// The version at the end of a tag: its numbers, and whether it goes on after them ("-rc.1").
struct Version {
  std::vector<std::string_view> numbers;
  bool is_prerelease = false;
};

std::optional<Version> version_of(std::string_view tag) {
  const auto slash = tag.rfind('/');
  if (slash != tag.npos) tag.remove_prefix(slash + 1);
  // It begins at the first digit that stands at the front, or behind "v", "-", "_" or "@".
  std::size_t begin = 0;
  const auto may_begin = [&](std::size_t i) {
    if (!is_digit(tag[i])) return false;
    if (i == 0) return true;
    const char before = tag[i - 1];
    if (before != 'v' && before != 'V') return before == '-' || before == '_' || before == '@';
    return i == 1 || tag[i - 2] == '-' || tag[i - 2] == '_' || tag[i - 2] == '@';
  };
  while (begin < tag.size() && !may_begin(begin)) ++begin;
  if (begin == tag.size()) return std::nullopt;
  Version out;
  std::size_t at = begin;
  while (true) {
    const std::size_t first = at;
    while (at < tag.size() && is_digit(tag[at])) ++at;
    if (at == first) return std::nullopt;
    out.numbers.push_back(tag.substr(first, at - first));
    if (at >= tag.size() || tag[at] != '.' || at + 1 >= tag.size() || !is_digit(tag[at + 1])) break;
    ++at;
  }
  out.is_prerelease = at < tag.size() && tag[at] != '+';
  return out;
}

double hours(std::chrono::microseconds span) {
  return std::max(0.0, std::chrono::duration<double, std::ratio<3600>>(span).count());
}

/// Gives every commit its first release and the moment the mainline got it.
class Attribution {
 public:
  explicit Attribution(const forge::History& history) : history_(history), seen_(history.commits.size(), false) {}

  /// The numbers of what `tip` reaches and nothing before it reached; each with when the mainline got it.
  std::vector<std::pair<std::uint32_t, UtcTime>> take(std::uint32_t tip) {
    // The mainline first, so that a commit on it is its own merge; then what each of its merges brought, oldest first.
    std::vector<std::uint32_t> mainline;
    for (std::uint32_t at = tip; !seen_[at];) {
      seen_[at] = true;
      mainline.push_back(at);
      const auto& parents = history_.commits[at].parents;
      if (parents.empty()) break;
      at = parents.front();
    }
    std::vector<std::pair<std::uint32_t, UtcTime>> out;
    for (auto each = mainline.rbegin(); each != mainline.rend(); ++each) {
      const forge::HistoryCommit& commit = history_.commits[*each];
      out.emplace_back(*each, commit.committed_at);
      std::vector<std::uint32_t> stack(commit.parents.begin() + (commit.parents.empty() ? 0 : 1), commit.parents.end());
      while (!stack.empty()) {
        const std::uint32_t at = stack.back();
        stack.pop_back();
        if (seen_[at]) continue;
        seen_[at] = true;
        out.emplace_back(at, commit.committed_at);
        stack.insert(stack.end(), history_.commits[at].parents.begin(), history_.commits[at].parents.end());
      }
    }
    return out;
  }

 private:
  const forge::History& history_;
  std::vector<bool> seen_;
};

}  // namespace

bool is_release(std::string_view tag, const TagPattern& pattern) {
  const auto version = version_of(tag);
  return version && (pattern.with_prereleases || !version->is_prerelease) && fits(tag, pattern.glob);
}

bool is_patch(std::string_view tag) {
  const auto version = version_of(tag);
  return version && version->numbers.size() >= 3 &&
         version->numbers[2].find_first_not_of('0') != std::string_view::npos;
}

ReleasedHistory released_history(const forge::History& history, const TagPattern& pattern) {
  ReleasedHistory out;
  out.is_shallow = history.is_shallow;
  Attribution attribution(history);
  const auto commits_of = [&](std::uint32_t tip, HistoricRelease& release) {
    for (const auto& [number, merged_at] : attribution.take(tip)) {
      const forge::HistoryCommit& commit = history.commits[number];
      if (commit.is_merge)
        ++release.merges;
      else if (commit.is_by_bot)
        ++release.by_bots;
      else
        release.commits.push_back({commit.authored_at, merged_at});
    }
  };
  for (const forge::HistoryTag& tag : history.tags) {
    HistoricRelease release{
        tag.name, history.commits[tag.commit].sha, tag.at, !out.releases.empty(), is_patch(tag.name), {}, 0, 0};
    if (!is_release(tag.name, pattern)) {
      ++out.ignored_tags;
      continue;
    }
    commits_of(tag.commit, release);
    if (release.commits.empty() && release.merges == 0 && release.by_bots == 0) {
      ++out.ignored_tags;
      continue;
    }
    out.releases.push_back(std::move(release));
  }
  if (history.head) {
    HistoricRelease next;
    commits_of(*history.head, next);
    out.unreleased = std::move(next.commits);
  }
  return out;
}

HistoricFigures historic_figures(const std::vector<HistoricRelease>& releases, const std::string& component,
                                 UtcTime from, UtcTime to) {
  HistoricFigures out;
  std::vector<Delivery> deliveries;
  std::vector<Incident> incidents;
  std::vector<double> writing, waiting;
  const HistoricRelease* before = nullptr;
  for (const HistoricRelease& release : releases) {
    Delivery d;
    d.id = d.release = release.tag;
    d.component = component;
    d.environment = "production";
    d.commit = release.commit;
    d.succeeded = true;
    d.has_base = release.has_base;
    d.finished_at = release.at;
    if (before && release.is_patch && release.at - before->at <= patch_window) {
      d.is_hotfix = true;
      incidents.push_back({component, before->tag, before->at, std::nullopt});
    }
    const bool counts = release.has_base && release.at >= from && release.at < to;
    for (const ReleasedCommit& commit : release.commits) {
      d.authored_at.push_back(commit.authored_at);
      if (!counts) continue;
      if (commit.authored_at > release.at) ++out.clamped;
      writing.push_back(hours(commit.merged_at - commit.authored_at));
      waiting.push_back(hours(release.at - commit.merged_at));
    }
    deliveries.push_back(std::move(d));
    before = &release;
  }
  out.dora = compute_dora(std::move(deliveries), incidents, from, to, true);
  out.writing = median_of(std::move(writing), "hours", no_value::no_new_commits);
  out.waiting = median_of(std::move(waiting), "hours", no_value::no_new_commits);
  return out;
}

}  // namespace towpath::insights
