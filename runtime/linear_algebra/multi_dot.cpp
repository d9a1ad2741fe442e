// np.linalg.multi_dot: the order of products that takes the fewest multiplications, found as in Cormen et
// al., "Introduction to Algorithms", section 15.2, with NumPy's choice where two are equal.
#include <limits>

#include "runtime/linear_algebra/product.h"
#include "runtime/raise.h"

namespace krait {
namespace {

constexpr int kMaxFactors = 32;

struct Chain {
  int count = 0;
  StridedArray factors[kMaxFactors];
  int split[kMaxFactors][kMaxFactors];  // of the product of factors i to j: the last factor of its left part
};

void findOrder(Chain& chain) {
  double extents[kMaxFactors + 1], cost[kMaxFactors][kMaxFactors] = {};
  for (int k = 0; k < chain.count; ++k) extents[k] = static_cast<double>(chain.factors[k].shape[0]);
  extents[chain.count] = static_cast<double>(chain.factors[chain.count - 1].shape[1]);
  for (int length = 1; length < chain.count; ++length) {
    for (int i = 0; i + length < chain.count; ++i) {
      const int j = i + length;
      cost[i][j] = std::numeric_limits<double>::infinity();
      for (int k = i; k < j; ++k) {
        const double candidate = cost[i][k] + cost[k + 1][j] + extents[i] * extents[k + 1] * extents[j + 1];
        if (candidate >= cost[i][j]) continue;
        cost[i][j] = candidate;
        chain.split[i][j] = k;
      }
    }
  }
}

// Of three, NumPy takes the right ones first where the costs are equal.
void findOrderOfThree(Chain& chain) {
  const int64_t a0 = chain.factors[0].shape[0], a1 = chain.factors[0].shape[1];
  const int64_t c0 = chain.factors[1].shape[1], c1 = chain.factors[2].shape[1];
  const bool is_left_first = a0 * c0 * (a1 + c1) < a1 * c1 * (a0 + c0);
  chain.split[0][2] = is_left_first ? 1 : 0;
  chain.split[0][1] = 0;
  chain.split[1][2] = 1;
}

StridedArray productOf(kr_context* ctx, const Chain& chain, int i, int j) {
  if (i == j) {
    StridedArray factor = chain.factors[i];
    factor.is_temporary = false;
    return factor;
  }
  const int k = chain.split[i][j];
  StridedArray left = productOf(ctx, chain, i, k), right = productOf(ctx, chain, k + 1, j);
  checkAligned(ctx, left, right, 0);
  StridedArray made = matrixProduct(ctx, left, right);
  release(ctx, left);
  release(ctx, right);
  return made;
}

char dtypeOf(const Chain& chain) {
  char dtype = chain.factors[0].dtype;
  for (int k = 1; k < chain.count; ++k) dtype = promoteLetters(dtype, chain.factors[k].dtype);
  return dtype;
}

// All arrays in one dtype; vectors at the ends as matrices.
void takeFactors(kr_context* ctx, Operands& operands, Chain& chain) {
  chain.count = operands.takeTuple();
  if (chain.count > kMaxFactors)
    raiseText(ctx, kr_error_value_error, "multi_dot takes at most 32 arrays in compiled code");
  for (int k = 0; k < chain.count; ++k) chain.factors[k] = operands.takeArray();
  const char dtype = dtypeOf(chain);
  for (int k = 0; k < chain.count; ++k) chain.factors[k] = asDtype(ctx, chain.factors[k], dtype);
}

void release(kr_context* ctx, Chain& chain) {
  for (int k = 0; k < chain.count; ++k) release(ctx, chain.factors[k]);
}

// Of more than two.
StridedArray productOfChain(kr_context* ctx, Chain& chain) {
  StridedArray& first = chain.factors[0];
  StridedArray& last = chain.factors[chain.count - 1];
  const bool is_row = first.ndim == 1, is_column = last.ndim == 1;
  if (is_row) first = withAxisAt(first, 0, 1, 0);
  if (is_column) last = withAxisAt(last, 1, 1, 0);
  chain.count == 3 ? findOrderOfThree(chain) : findOrder(chain);
  StridedArray made = productOf(ctx, chain, 0, chain.count - 1);
  if (is_column) made = withoutAxis(made, 1);
  return is_row ? withoutAxis(made, 0) : made;
}

StridedArray productOfTwo(kr_context* ctx, const Chain& chain) {
  checkAligned(ctx, chain.factors[0], chain.factors[1], 0);
  return matrixProduct(ctx, chain.factors[0], chain.factors[1]);
}

}  // namespace
}  // namespace krait

using namespace krait;

void kr_multi_dot(kr_context* ctx, const int64_t* words, kr_slot* slots) {
  Operands operands(words);
  Chain chain;
  takeFactors(ctx, operands, chain);
  StridedArray made = chain.count == 2 ? productOfTwo(ctx, chain) : productOfChain(ctx, chain);
  release(ctx, chain);
  giveDot(ctx, operands, made, slots);
}
