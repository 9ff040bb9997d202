#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>

#include "survey_questions.h"
#include "survey_results.h"

// A differencing attack on what surveys publish, over many random populations: with everything that is published and
// knowing who answered what, nothing can be said about fewer than k people. That the attack is worth something is shown
// by letting it loose on results that only leave small teams out.

namespace towpath::feedback {
namespace {

/// What an attacker knows of one published figure: whose answers are in it, a mark for each person.
using PublishedSet = std::vector<bool>;

using Matrix = std::vector<std::vector<double>>;

std::size_t rank_of(Matrix m) {
  std::size_t rank = 0;
  const std::size_t columns = m.empty() ? 0 : m.front().size();
  for (std::size_t column = 0; column < columns && rank < m.size(); ++column) {
    std::size_t pivot = rank;
    for (std::size_t row = rank; row < m.size(); ++row)
      if (std::abs(m[row][column]) > std::abs(m[pivot][column])) pivot = row;
    if (std::abs(m[pivot][column]) < 1e-9) continue;
    std::swap(m[pivot], m[rank]);
    for (std::size_t row = rank + 1; row < m.size(); ++row) {
      const double factor = m[row][column] / m[rank][column];
      for (std::size_t c = column; c < columns; ++c) m[row][c] -= factor * m[rank][c];
    }
    ++rank;
  }
  return rank;
}

struct Classes {
  Matrix figures;                   // a row for each figure, a column for each class
  std::vector<std::int64_t> sizes;  // people in each class
};

Classes classes_of(const std::vector<PublishedSet>& published) {
  std::map<std::vector<bool>, std::int64_t> size_of_pattern;
  const std::size_t people = published.empty() ? 0 : published.front().size();
  for (std::size_t person = 0; person < people; ++person) {
    std::vector<bool> pattern;
    for (const PublishedSet& set : published) pattern.push_back(set[person]);
    if (std::find(pattern.begin(), pattern.end(), true) != pattern.end()) ++size_of_pattern[pattern];
  }
  Classes out;
  out.figures.resize(published.size());
  for (const auto& [pattern, size] : size_of_pattern) {
    out.sizes.push_back(size);
    for (std::size_t row = 0; row < published.size(); ++row) out.figures[row].push_back(pattern[row] ? 1 : 0);
  }
  return out;
}

/// Whether the figures lose rank without the struck columns.
bool exposes(const Classes& classes, const std::set<std::size_t>& struck, std::size_t full_rank) {
  Matrix rest;
  for (const auto& figure : classes.figures) {
    auto& row = rest.emplace_back();
    for (std::size_t c = 0; c < figure.size(); ++c)
      if (!struck.contains(c)) row.push_back(figure[c]);
  }
  return rank_of(std::move(rest)) < full_rank;
}

/// Every set of classes with fewer than k people.
void try_sets(const Classes& classes, std::int64_t k, std::size_t full_rank, std::size_t from, std::int64_t size,
              std::set<std::size_t>& struck, std::int64_t& smallest) {
  for (std::size_t next = from; next < classes.sizes.size(); ++next) {
    const std::int64_t larger = size + classes.sizes[next];
    if (larger >= k) continue;
    struck.insert(next);
    if ((smallest == 0 || larger < smallest) && exposes(classes, struck, full_rank)) smallest = larger;
    try_sets(classes, k, full_rank, next + 1, larger, struck, smallest);
    struck.erase(next);
  }
}

/// The size of the smallest group of fewer than `k` people about whom some sum of published figures, each taken any
/// number of times, added or subtracted, says something that depends on nobody else; 0 when there is none. The attacker
/// knows who answered what and where they belong, and has every figure that was ever published.
///
/// Exact, not a search by luck: people who are in the same figures cannot be told apart and make one class. A
/// combination that depends on a set of classes only exists if and only if the figures lose rank when its columns are
/// struck.
std::int64_t smallest_exposed(const std::vector<PublishedSet>& published, std::int64_t k) {
  const Classes classes = classes_of(published);
  std::set<std::size_t> struck;
  std::int64_t smallest = 0;
  try_sets(classes, k, rank_of(classes.figures), 0, 0, struck, smallest);
  return smallest;
}

struct RandomPerson {
  std::string team;
  std::map<std::string, std::int64_t> scores;
};

struct Population {
  std::int64_t k = 5;
  std::vector<RandomPerson> people;
  std::map<std::string, TeamCounts> by_team;
};

SeenSurvey survey_of(std::int64_t k) {
  SeenSurvey seen;
  seen.survey.kind = "quarterly";
  seen.survey.k = k;
  seen.survey.questions = {
      {"A", "a", "agree", "flow"}, {"S", "s", "satisfied", "satisfaction"}, {"N", "n", "recommend", "recommendation"}};
  return seen;
}

/// Teams from nobody to thirty people, some questions left out by some.
Population population_of(std::mt19937_64& random, const Survey& survey) {
  const auto upto = [&](std::int64_t most) { return std::uniform_int_distribution<std::int64_t>(0, most)(random); };
  Population out;
  out.k = survey.k;
  const std::int64_t teams = 1 + upto(7), left_out = upto(40);
  for (std::int64_t t = 0; t < teams; ++t) {
    const std::string team = t == 0 ? "" : "group:default/team-" + std::to_string(t);
    TeamCounts& counts = out.by_team[team];
    const std::int64_t size = upto(3) == 0 ? upto(30) : upto(survey.k + 2);
    for (std::int64_t i = 0; i < size; ++i) {
      RandomPerson& person = out.people.emplace_back(RandomPerson{team, {}});
      for (const Question& question : survey.questions) {
        if (upto(99) < left_out) continue;
        const Scale* const scale = survey_scale(question.scale);
        person.scores[question.id] = scale->least + upto(scale->most - scale->least);
        ++counts.counts[question.id][person.scores[question.id]];
      }
      ++counts.answered;
    }
  }
  return out;
}

PublishedSet who(const Population& population, const std::string& question, const std::string* team) {
  PublishedSet out;
  for (const RandomPerson& person : population.people)
    out.push_back(person.scores.contains(question) && (!team || person.team == *team));
  return out;
}

Histogram histogram_of(const Population& population, const std::string& question, const PublishedSet& set) {
  Histogram out;
  for (std::size_t i = 0; i < set.size(); ++i)
    if (set[i]) ++out[population.people[i].scores.at(question)];
  return out;
}

Histogram without_zeros(Histogram histogram) {
  std::erase_if(histogram, [](const auto& each) { return each.second == 0; });
  return histogram;
}

/// The figures results publish of a question, as the attacker knows them. What is published must be what it is said to
/// be, or the attack would look at something else.
std::vector<PublishedSet> published_of(const Population& population, const SurveyResults& results,
                                       const std::string& question) {
  std::vector<PublishedSet> out;
  const auto take = [&](const GroupResult& group, const std::string* team) {
    for (const QuestionResult& result : group.questions) {
      if (result.question != question || !result.histogram) continue;
      out.push_back(who(population, question, team));
      CHECK(without_zeros(*result.histogram) == histogram_of(population, question, out.back()));
    }
  };
  take(results.whole, nullptr);
  for (const GroupResult& team : results.teams) take(team, &team.team);
  return out;
}

std::vector<PublishedSet> without_small_teams(const Population& population, const std::string& question) {
  std::vector<PublishedSet> out;
  const auto take = [&](const std::string* team) {
    PublishedSet set = who(population, question, team);
    if (std::count(set.begin(), set.end(), true) >= population.k) out.push_back(std::move(set));
  };
  take(nullptr);
  for (const auto& [team, counts] : population.by_team) take(&team);
  return out;
}

/// The attack anybody thinks of first: the whole less the teams that are shown.
std::int64_t left_over(const SurveyResults& results, std::size_t question) {
  const auto& whole = results.whole.questions.at(question).histogram;
  if (!whole) return 0;
  std::int64_t rest = size_of(*whole);
  for (const GroupResult& team : results.teams)
    if (question < team.questions.size() && team.questions[question].histogram)
      rest -= size_of(*team.questions[question].histogram);
  return rest;
}

}  // namespace

TEST_SUITE("a differencing attack on survey results") {
  TEST_CASE("the attack finds one person by a difference, and one among several surveys' differences") {
    const PublishedSet all{true, true, true, true, true, true}, five{true, true, true, true, true, false};
    CHECK(smallest_exposed({all, five}, 5) == 1);
    CHECK(smallest_exposed({all}, 5) == 0);
    // A + B, B + C, C + A give each of them, although no difference of two figures does.
    const PublishedSet ab{true, true, false}, bc{false, true, true}, ca{true, false, true};
    CHECK(smallest_exposed({ab, bc, ca}, 2) == 1);
    CHECK(smallest_exposed({ab, bc}, 2) == 0);
  }

  TEST_CASE("finds nothing in what is published, and much where only small teams are left out") {
    std::mt19937_64 random(20'261'129);
    int attacks = 0, found = 0, found_without_complement = 0, shown_teams = 0;
    for (int round = 0; round < 400; ++round) {
      CAPTURE(round);
      const SeenSurvey seen = survey_of(least_k + round % 4);
      const Population population = population_of(random, seen.survey);
      const auto [kept, withheld] = kept_counts(population.by_team, population.k);
      SeenSurvey closed = seen;
      closed.survey.withheld = withheld;
      const SurveyResults results = results_of(closed, kept, {});

      for (std::size_t i = 0; i < seen.survey.questions.size(); ++i) {
        const std::string& question = seen.survey.questions[i].id;
        const std::vector<PublishedSet> published = published_of(population, results, question);
        for (const PublishedSet& set : published) CHECK(std::count(set.begin(), set.end(), true) >= population.k);
        const std::int64_t exposed = smallest_exposed(published, population.k);
        CHECK_MESSAGE(exposed == 0, "something can be said about ", exposed, " people by question ", question);
        const std::int64_t rest = left_over(results, i);
        CHECK_MESSAGE((rest == 0 || rest >= population.k), rest, " people are left over by question ", question);
        ++attacks;
        found += exposed > 0;
        found_without_complement += smallest_exposed(without_small_teams(population, question), population.k) > 0;
        shown_teams += published.size() > 1;
      }
    }
    CHECK(found == 0);
    CHECK(found_without_complement > attacks / 10);  // the attack works
    CHECK(shown_teams > attacks / 10);               // and results are not empty
  }

  TEST_CASE("the same answers give the same results, however often they are asked for") {
    std::mt19937_64 random(7);
    const SeenSurvey seen = survey_of(5);
    const Population population = population_of(random, seen.survey);
    const auto kept = kept_counts(population.by_team, 5).first;

    const SurveyResults once = results_of(seen, kept, {}), again = results_of(seen, kept, {});

    REQUIRE(once.teams.size() == again.teams.size());
    for (std::size_t i = 0; i < once.teams.size(); ++i)
      for (std::size_t q = 0; q < once.teams[i].questions.size(); ++q)
        CHECK(once.teams[i].questions[q].histogram == again.teams[i].questions[q].histogram);
  }

  TEST_CASE("a headline is made of shown questions only") {
    // Both have five people, but one left the second question out: their index says nothing of it.
    TeamCounts team;
    team.answered = 5;
    team.counts["A"] = {{4, 5}};
    team.counts["S"] = {{5, 4}};
    const SurveyResults results = results_of(survey_of(5), {{"group:default/a", team}}, {});

    CHECK(results.whole.index.has_value());
    CHECK_FALSE(results.whole.satisfaction.has_value());
    CHECK_FALSE(results.whole.promoters.has_value());
    CHECK_FALSE(results.teams.at(0).satisfaction.has_value());
  }
}

}  // namespace towpath::feedback
