// One walk over the region, then pairs of arrays.
#include "codegen/lower/version_test.h"

#include <algorithm>

#include "codegen/nests/packing.h"
#include "frontend/support/check.h"

namespace krait::lower {
namespace {

using ir::BlockId;
using ir::InstId;
using ir::Layout;
using ir::Op;
using ir::ValueId;
using nests::Access;
using nests::Affine;
using nests::Term;

bool isConstant(llvm::Value* value, int64_t number) {
  const auto* constant = llvm::dyn_cast<llvm::ConstantInt>(value);
  return constant && constant->getSExtValue() == number;
}

// Simple already here: every instruction that the optimiser need not look at is compile time.
llvm::Value* plusTerm(FunctionLowering& f, llvm::Value* sum, llvm::Value* value, int64_t factor) {
  llvm::Value* scaled = factor == 1 ? value : f.b.CreateMul(value, f.word(factor));
  return isConstant(sum, 0) ? scaled : f.b.CreateAdd(sum, scaled);
}

}  // namespace

llvm::Value* VersionTest::of(InstId version) {
  all_ = f_.b.getTrue();
  visit(f_.inst(version).regions[1]);
  visitTiles(f_.inst(version).regions[0]);
  requireNoOverlap();
  return all_;
}

void VersionTest::require(llvm::Value* condition) {
  all_ = isConstant(all_, -1) ? condition : f_.b.CreateAnd(all_, condition);
}

void VersionTest::visit(BlockId region) {
  for (const InstId id : f_.function[region].insts) {
    const ir::Inst& inst = f_.inst(id);
    if (inst.op == Op::for_) visitLoop(inst.operands[0], f_.function[inst.regions[0]].parameters[1]);
    if (const auto access = nests::accessOf(f_.ir_module, f_.function, id)) visitAccess(*access);
    for (const BlockId inner : inst.regions) visit(inner);
  }
}

void VersionTest::visitTiles(BlockId region) {
  for (const InstId id : f_.function[region].insts) {
    if (f_.inst(id).op == Op::tile) requireFewIterations(id);
    for (const BlockId inner : f_.inst(id).regions) visitTiles(inner);
  }
}

void VersionTest::visitLoop(ValueId iterator, ValueId item) {
  const auto counting = nests::countingOf(f_.ir_module, f_.function, iterator);
  CHECK(counting, "a loop in a version counts through a range");
  llvm::Value* start = evaluate(counting->start);
  llvm::Value* stop = evaluate(counting->stop);
  require(f_.b.CreateICmpSLT(start, stop));
  items_[item] = {start, f_.b.CreateSub(stop, f_.word(1))};
}

void VersionTest::requireFewIterations(InstId tile) {
  for (const nests::PackedAccess& packed : nests::packedAccesses(f_.ir_module, f_.function, tile)) {
    const auto counting = nests::countingOf(f_.ir_module, f_.function, f_.inst(packed.loop).operands[0]);
    llvm::Value* count = f_.b.CreateSub(evaluate(counting->stop), evaluate(counting->start));
    require(f_.b.CreateICmpSLE(count, f_.word(nests::kMostPackedIterations)));
  }
}

// Of values from outside.
llvm::Value* VersionTest::evaluate(const Affine& sum) {
  const Interval interval = intervalOf(sum);
  CHECK(interval.low == interval.high, "the bounds of a loop in a version do not change");
  return interval.low;
}

void VersionTest::requireSmall(ValueId value) {
  if (!small_.insert(value).second) return;
  llvm::Value* shifted = f_.b.CreateAdd(f_.part(value), f_.word(nests::kLargestTerm));
  require(f_.b.CreateICmpULE(shifted, f_.word(2 * nests::kLargestTerm)));
}

VersionTest::Interval VersionTest::intervalOf(const Affine& sum) {
  Interval total{f_.word(sum.constant), f_.word(sum.constant)};
  for (const Term& term : sum.terms) {
    const auto item = items_.find(term.value);
    if (item == items_.end()) requireSmall(term.value);
    Interval at = item == items_.end() ? Interval{f_.part(term.value), f_.part(term.value)} : item->second;
    if (term.factor < 0) std::swap(at.low, at.high);
    const bool is_one = at.low == at.high && total.low == total.high;
    total.low = plusTerm(f_, total.low, at.low, term.factor);
    total.high = is_one ? total.low : plusTerm(f_, total.high, at.high, term.factor);
  }
  return total;
}

void VersionTest::visitAccess(const Access& access) {
  const auto known = std::ranges::find_if(accesses_, [&](const Access& other) {
    return other.array == access.array && other.subscripts == access.subscripts;
  });
  if (known != accesses_.end()) {
    known->writes |= access.writes;
    return;
  }
  accesses_.push_back(access);
  const ArrayView array{f_.parts(access.array), f_.typeData(access.array).ndim};
  for (size_t axis = 0; axis < access.subscripts.size(); ++axis) {
    const Interval index = intervalOf(access.subscripts[axis]);
    if (!isConstant(index.low, 0)) require(f_.b.CreateICmpSGE(index.low, f_.word(0)));
    require(f_.b.CreateICmpSLT(index.high, array.extent(static_cast<int>(axis))));
  }
}

// From the first byte to the one after the last. No extent is 0 where all indices fit.
VersionTest::Interval VersionTest::memoryOf(ValueId value) {
  const ir::Type& type = f_.typeData(value);
  const ArrayView array{f_.parts(value), type.ndim};
  llvm::Value* start = f_.b.CreatePtrToInt(array.data(), f_.i64());
  if (type.layout == Layout::C || type.layout == Layout::F) {
    llvm::Value* bytes = f_.word(ir::dtypeBytes(type.dtype));
    for (int axis = 0; axis < type.ndim; ++axis) bytes = f_.b.CreateMul(array.extent(axis), bytes);
    return {start, f_.b.CreateAdd(start, bytes)};
  }
  llvm::Value* low = f_.word(0);
  llvm::Value* high = f_.word(ir::dtypeBytes(type.dtype));
  for (int axis = 0; axis < type.ndim; ++axis) {
    llvm::Value* span = f_.b.CreateMul(f_.b.CreateSub(array.extent(axis), f_.word(1)), array.stride(axis));
    low = f_.b.CreateAdd(low, f_.b.CreateBinaryIntrinsic(llvm::Intrinsic::smin, span, f_.word(0)));
    high = f_.b.CreateAdd(high, f_.b.CreateBinaryIntrinsic(llvm::Intrinsic::smax, span, f_.word(0)));
  }
  return {f_.b.CreateAdd(start, low), f_.b.CreateAdd(start, high)};
}

void VersionTest::requireNoOverlap() {
  std::unordered_map<ValueId, Interval> memory;
  std::vector<std::pair<ValueId, bool>> arrays;  // and whether it is written
  for (const Access& access : accesses_) {
    const auto known = std::ranges::find(arrays, access.array, &std::pair<ValueId, bool>::first);
    if (known != arrays.end()) known->second |= access.writes;
    if (known == arrays.end()) arrays.emplace_back(access.array, access.writes);
  }
  for (const auto& [array, is_written] : arrays) {
    if (arrays.size() > 1) memory[array] = memoryOf(array);
    if (is_written) requireNoOverlapWithin(array);
  }
  for (size_t a = 0; a < arrays.size(); ++a) {
    for (size_t b = a + 1; b < arrays.size(); ++b) {
      if (!arrays[a].second && !arrays[b].second) continue;
      const Interval& first = memory[arrays[a].first];
      const Interval& second = memory[arrays[b].first];
      llvm::Value* apart =
          f_.b.CreateOr(f_.b.CreateICmpULE(first.high, second.low), f_.b.CreateICmpULE(second.high, first.low));
      llvm::Value* beside = areBesideEachOther(arrays[a].first, arrays[b].first);
      require(beside ? f_.b.CreateOr(apart, beside) : apart);
    }
  }
}

// Blocks of one matrix whose columns differ: rows lie as far apart in both, and in a row one ends before the other
// begins. Null where the types say that it can't be.
llvm::Value* VersionTest::areBesideEachOther(ValueId first, ValueId second) {
  const auto isBlock = [&](ValueId value) {
    const ir::Type& type = f_.typeData(value);
    return type.ndim == 2 && (type.layout == Layout::Rows || type.layout == Layout::Strided);
  };
  if (!isBlock(first) || !isBlock(second)) return nullptr;
  const ArrayView a{f_.parts(first), 2};
  const ArrayView b{f_.parts(second), 2};
  llvm::Value* row = a.stride(0);
  const auto width = [&](ValueId value, const ArrayView& view) {
    llvm::Value* to_last = f_.b.CreateMul(f_.b.CreateSub(view.extent(1), f_.word(1)), view.stride(1));
    return f_.b.CreateAdd(to_last, f_.word(ir::dtypeBytes(f_.typeData(value).dtype)));
  };
  const auto isPositive = [&](llvm::Value* value) { return f_.b.CreateICmpSGT(value, f_.word(0)); };
  llvm::Value* same_rows = f_.b.CreateAnd(f_.b.CreateICmpEQ(row, b.stride(0)), isPositive(row));
  llvm::Value* forward = f_.b.CreateAnd(isPositive(a.stride(1)), isPositive(b.stride(1)));
  // From a's column to b's, as if both began in one row.
  llvm::Value* divisor = f_.b.CreateSelect(isPositive(row), row, f_.word(1));
  llvm::Value* distance =
      f_.b.CreateSub(f_.b.CreatePtrToInt(b.data(), f_.i64()), f_.b.CreatePtrToInt(a.data(), f_.i64()));
  llvm::Value* rest = f_.b.CreateSRem(distance, divisor);
  llvm::Value* column = f_.b.CreateSelect(f_.b.CreateICmpSLT(rest, f_.word(0)), f_.b.CreateAdd(rest, divisor), rest);
  llvm::Value* after_a = f_.b.CreateICmpSGE(column, width(first, a));
  llvm::Value* before_end = f_.b.CreateICmpSLE(f_.b.CreateAdd(column, width(second, b)), row);
  return f_.b.CreateAnd(f_.b.CreateAnd(same_rows, forward), f_.b.CreateAnd(after_a, before_end));
}

// Strides of an array of one or two axes that keep its elements apart: one axis steps over all of the other.
void VersionTest::requireNoOverlapWithin(ValueId value) {
  const ir::Type& type = f_.typeData(value);
  if (type.layout == Layout::C || type.layout == Layout::F) return;
  CHECK(type.ndim <= 2, "a strided array of more than two axes is written in a version");
  const ArrayView array{f_.parts(value), type.ndim};
  const auto width = [&](int axis) {
    return f_.b.CreateBinaryIntrinsic(llvm::Intrinsic::abs, array.stride(axis), f_.b.getFalse());
  };
  const auto steps = [&](int axis, llvm::Value* over) { return f_.b.CreateICmpSGE(width(axis), over); };
  llvm::Value* item = f_.word(ir::dtypeBytes(type.dtype));
  if (type.ndim == 1) return require(steps(0, item));
  llvm::Value* rows = f_.b.CreateAnd(steps(0, f_.b.CreateMul(width(1), array.extent(1))), steps(1, item));
  llvm::Value* columns = f_.b.CreateAnd(steps(1, f_.b.CreateMul(width(0), array.extent(0))), steps(0, item));
  require(f_.b.CreateOr(rows, columns));
}

}  // namespace krait::lower
