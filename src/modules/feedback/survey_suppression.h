#pragma once

#include <cstdint>
#include <vector>

namespace towpath::feedback {

/// Which of the parts of a whole are not shown, so that nothing about fewer than `k` people can be computed from what
/// is. `sizes` says how many answered in each part; every person is in exactly one. The whole is shown when it has at
/// least k, so what is hidden can be computed together (the whole less what is shown): that, too, must be nobody or at
/// least k.
///
/// Hidden are parts below k (primary suppression) and then, while what is hidden together is below k and not nobody,
/// the smallest that is left (complementary suppression: L. Willenborg, T. de Waal, "Elements of Statistical Disclosure
/// Control", Springer 2001, chapter 6). `is_hidden_already` names parts that must stay hidden whatever their size;
/// empty for none. Of parts of equal size the earlier one goes. A part of nobody is hidden, as are those of a few.
std::vector<bool> hidden_parts(const std::vector<std::int64_t>& sizes, std::int64_t k,
                               const std::vector<bool>& is_hidden_already = {});

}  // namespace towpath::feedback
