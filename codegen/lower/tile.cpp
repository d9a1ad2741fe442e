// One walk over the region.
#include "codegen/lower/tile.h"

#include <algorithm>

#include "codegen/lower/iteration.h"
#include "codegen/lower/number.h"
#include "frontend/support/check.h"

namespace krait::lower {
namespace {

using ir::BlockId;
using ir::InstId;
using ir::Op;
using ir::ValueId;
using nests::Access;
using nests::Affine;
using nests::Term;

constexpr int64_t kStripLength = 4096;  // iterations of a loop in a tile between two polls

// Numbers to floats; one of them or a vector.
llvm::Value* convertLanes(FunctionLowering& f, llvm::Value* value, Number from, llvm::Type* to) {
  if (const auto* vector = llvm::dyn_cast<llvm::VectorType>(value->getType()))
    to = llvm::VectorType::get(to, vector->getElementCount());
  if (from.isFloat()) return f.b.CreateFPCast(value, to);
  return from.isSigned() ? f.b.CreateSIToFP(value, to) : f.b.CreateUIToFP(value, to);
}

llvm::Value* fixedValue(FunctionLowering& f, const Affine& sum) {
  llvm::Value* value = f.word(sum.constant);
  for (const Term& term : sum.terms)
    value = f.b.CreateAdd(value, f.b.CreateMul(f.part(term.value), f.word(term.factor)));
  return value;
}

}  // namespace

LoopBounds boundsOf(FunctionLowering& f, InstId loop) {
  const auto counting = nests::countingOf(f.ir_module, f.function, f.inst(loop).operands[0]);
  CHECK(counting, "a loop in a tile counts through a range");
  llvm::Value* start = fixedValue(f, counting->start);
  return {start, f.b.CreateSub(fixedValue(f, counting->stop), start)};
}

TileBody::TileBody(FunctionLowering& lowering, InstId tile, TileShape shape, const PackedMemory& packed)
    : f_(lowering), tile_(lowering.inst(tile)), shape_(std::move(shape)), packed_(packed) {
  const std::vector<ValueId>& items = f_.function[tile_.regions[0]].parameters;
  if (shape_.first_column) column_item_ = items.back();
  if (items.size() == 2 || !shape_.first_column) row_item_ = items.front();
}

void TileBody::lower() { lowerBlock(tile_.regions[0]); }

void TileBody::lowerBlock(BlockId block) {
  for (const InstId id : f_.function[block].insts) {
    const bool is_end = ir::isTerminator(f_.inst(id).op);  // what follows it is the business of the op around
    if (!is_end) lowerInst(id);
  }
}

void TileBody::lowerInst(InstId id) {
  const ir::Inst& inst = f_.inst(id);
  if (inst.op == Op::for_) return lowerFor(id);
  if (inst.op == Op::if_) return lowerChoice(id);
  if (inst.op == Op::getitem) return lowerGetItem(id);
  if (inst.op == Op::setitem) return lowerSetItem(id);
  // Subscripts are taken apart where they are used.
  const bool is_key = inst.results.size() == 1 && f_.typeData(inst.results[0]).kind == ir::TypeKind::Tuple &&
                      (inst.op == Op::build_tuple || inst.op == Op::convert);
  const bool is_sum = inst.results.size() == 1 && varyingSum(inst.results[0]);
  if (is_key || is_sum) return;
  const Variation variation = variationOf(inst);
  if (!variation.by_row && !variation.by_lane) return f_.lowerInst(id);
  lowerElementwise(id);
}

// Copies --------------------------------------------------------------------------------------------------------------

TileBody::Variation TileBody::variationOf(const ir::Inst& inst) const {
  Variation all{false, false};
  for (const ValueId operand : inst.operands) {
    const auto found = copies_.find(operand);
    const auto sum = varyingSum(operand);
    const Variation own = found != copies_.end() ? Variation{found->second.by_row, found->second.by_lane}
                          : sum                  ? variationOf(*sum)
                                                 : Variation{false, false};
    all.by_row |= own.by_row;
    all.by_lane |= own.by_lane;
  }
  return all;
}

// An int that depends on the element; nothing for any other value.
std::optional<Affine> TileBody::varyingSum(ValueId value) const {
  if (f_.typeData(value).kind != ir::TypeKind::Int) return std::nullopt;
  auto sum = nests::affineOf(f_.ir_module, f_.function, value);
  const bool varies = sum && (variationOf(*sum).by_row || variationOf(*sum).by_lane);
  return varies ? sum : std::nullopt;
}

TileBody::Variation TileBody::variationOf(const Affine& sum) const {
  return {row_item_.valid() && sum.factor(row_item_) != 0, sum.factor(column_item_) != 0};
}

TileBody::Variation TileBody::variationOf(const Access& access) const {
  Variation all{false, false};
  for (const Affine& sum : access.subscripts) {
    all.by_row |= variationOf(sum).by_row;
    all.by_lane |= variationOf(sum).by_lane;
  }
  return all;
}

TileBody::Copies TileBody::emptyCopies(Variation variation) const {
  const int count = (variation.by_row ? shape_.rows : 1) * (variation.by_lane ? shape_.vectors : 1);
  return {variation.by_row, variation.by_lane, std::vector<llvm::Value*>(static_cast<size_t>(count))};
}

llvm::Value* TileBody::copyOf(const Copies& copies, int row, int vector) const {
  const int place = (copies.by_row ? row : 0) * (copies.by_lane ? shape_.vectors : 1) + (copies.by_lane ? vector : 0);
  return copies.values[static_cast<size_t>(place)];
}

llvm::Value* TileBody::copyOf(ValueId value, int row, int vector, bool as_vector) {
  const auto found = copies_.find(value);
  const auto sum = varyingSum(value);
  llvm::Value* copy = found != copies_.end() ? copyOf(found->second, row, vector)
                      : sum                  ? sumAt(*sum, row, vector)
                                             : f_.part(value);
  return as_vector && column_item_.valid() && !copy->getType()->isVectorTy() ? splat(copy) : copy;
}

llvm::Value* TileBody::splat(llvm::Value* scalar) { return f_.b.CreateVectorSplat(shape_.lanes, scalar); }

llvm::Type* TileBody::vectorOf(llvm::Type* element) const { return llvm::FixedVectorType::get(element, shape_.lanes); }

// A copy for each vector of each row, of a value that a loop goes on with.
TileBody::Copies TileBody::widened(ValueId value) {
  Copies all = emptyCopies({row_item_.valid(), column_item_.valid()});
  for (int row = 0; row < shape_.rows; ++row) {
    for (int vector = 0; vector < shape_.vectors; ++vector) {
      all.values[static_cast<size_t>(row * shape_.vectors + vector)] = copyOf(value, row, vector, true);
    }
  }
  return all;
}

// Elementwise instructions --------------------------------------------------------------------------------------------

void TileBody::lowerElementwise(InstId id) {
  const ir::Inst& inst = f_.inst(id);
  const Variation variation = variationOf(inst);
  Copies results = emptyCopies(variation);
  size_t place = 0;
  for (int row = 0; row < (variation.by_row ? shape_.rows : 1); ++row) {
    for (int vector = 0; vector < (variation.by_lane ? shape_.vectors : 1); ++vector) {
      Parts operands;
      for (const ValueId operand : inst.operands) {
        const bool has_part = partCount(f_.ir_module, f_.type(operand)) != 0;
        operands.push_back(has_part ? copyOf(operand, row, vector, variation.by_lane) : nullptr);
      }
      lowerOne(id, operands);
      results.values[place++] = f_.part(inst.results[0]);
    }
  }
  copies_[inst.results[0]] = std::move(results);
}

// The instruction with these parts as its operands; afterwards values that are the same for all have their own again.
void TileBody::lowerOne(InstId id, llvm::ArrayRef<llvm::Value*> operands) {
  const ir::Inst& inst = f_.inst(id);
  std::vector<std::pair<ValueId, Parts>> own;
  for (size_t k = 0; k < operands.size(); ++k) {
    if (!operands[k]) continue;
    if (f_.isDefined(inst.operands[k])) own.emplace_back(inst.operands[k], f_.parts(inst.operands[k]));
    f_.define(inst.operands[k], {operands[k]});
  }
  if (inst.op == Op::convert) {
    llvm::Type* type = partTypes(f_.m.context(), f_.ir_module, f_.type(inst.results[0]))[0];
    f_.define(inst.results[0],
              {convertLanes(f_, f_.part(inst.operands[0]), numberOf(f_.ir_module, f_.type(inst.operands[0])), type)});
  } else if (inst.op == Op::pow) {  // always a square
    f_.define(inst.results[0], {f_.b.CreateFMul(operands[0], operands[0])});
  } else {
    f_.lowerInst(id);
  }
  for (auto& [value, parts] : own) f_.define(value, std::move(parts));
}

// Both arms, then a choice of each result.
void TileBody::lowerChoice(InstId id) {
  const ir::Inst& inst = f_.inst(id);
  for (const BlockId arm : inst.regions) lowerBlock(arm);
  const std::vector<ValueId>& then_values = f_.inst(f_.function.terminator(inst.regions[0])).operands;
  const std::vector<ValueId>& else_values = f_.inst(f_.function.terminator(inst.regions[1])).operands;
  for (size_t k = 0; k < inst.results.size(); ++k) {
    Copies chosen = emptyCopies({row_item_.valid(), column_item_.valid()});
    for (size_t place = 0; place < chosen.values.size(); ++place) {
      const int row = static_cast<int>(place) / shape_.vectors;
      const int vector = static_cast<int>(place) % shape_.vectors;
      chosen.values[place] =
          f_.b.CreateSelect(copyOf(inst.operands[0], row, vector, true), copyOf(then_values[k], row, vector, true),
                            copyOf(else_values[k], row, vector, true));
    }
    copies_[inst.results[k]] = std::move(chosen);
  }
}

// Loops in the tile ---------------------------------------------------------------------------------------------------

// At least one iteration: the version has tested that. `body` gives the position to go on with, and the values.
TileBody::Carried TileBody::repeat(llvm::Value* first, llvm::Value* limit, Carried values, const LoopBody& body) {
  llvm::BasicBlock* before = f_.b.GetInsertBlock();
  llvm::BasicBlock* head = f_.newBlock("tile.loop");
  f_.b.CreateBr(head);
  f_.b.SetInsertPoint(head);
  llvm::PHINode* position = f_.b.CreatePHI(f_.i64(), 2);
  position->addIncoming(first, before);
  std::vector<llvm::PHINode*> phis;
  for (Copies& copies : values) {
    for (llvm::Value*& value : copies.values) {
      phis.push_back(f_.b.CreatePHI(value->getType(), 2));
      phis.back()->addIncoming(value, before);
      value = phis.back();
    }
  }
  llvm::Value* next = body(position, values);
  position->addIncoming(next, f_.b.GetInsertBlock());
  auto phi = phis.begin();
  for (const Copies& copies : values) {
    for (llvm::Value* value : copies.values) (*phi++)->addIncoming(value, f_.b.GetInsertBlock());
  }
  llvm::BasicBlock* end = f_.newBlock("tile.loop.end");
  f_.b.CreateCondBr(f_.b.CreateICmpSLT(next, limit), head, end);
  f_.b.SetInsertPoint(end);
  return values;
}

// The copies of carried values stay in registers; in strips, so that it polls.
void TileBody::lowerFor(InstId id) {
  const ir::Inst& loop = f_.inst(id);
  llvm::Value* count = loopCount(f_, loop.operands[0]);
  Carried starts;
  for (const ValueId start : std::span(loop.operands).subspan(1)) starts.push_back(widened(start));
  const LoopBody iteration = [&](llvm::Value* position, Carried& values) {
    return lowerIteration(id, position, values);
  };
  const LoopBody strip = [&](llvm::Value* position, Carried& values) {
    f_.poll(ir::Poll::Strip, ir::Poll::Strip);
    llvm::Value* rest = f_.b.CreateSub(count, position, "", true, true);
    llvm::Value* length = f_.b.CreateBinaryIntrinsic(llvm::Intrinsic::smin, rest, f_.word(kStripLength));
    llvm::Value* limit = f_.b.CreateAdd(position, length, "", true, true);
    values = repeat(position, limit, values, iteration);
    return limit;
  };
  const bool in_strips = loop.poll == ir::Poll::Strip;
  Carried ends = repeat(f_.word(0), count, std::move(starts), in_strips ? strip : iteration);
  for (size_t k = 0; k < ends.size(); ++k) copies_[loop.results[k]] = std::move(ends[k]);
}

llvm::Value* TileBody::lowerIteration(InstId id, llvm::Value* position, Carried& values) {
  const ir::Inst& loop = f_.inst(id);
  const BlockId body = loop.regions[0];
  const std::vector<ValueId>& parameters = f_.function[body].parameters;
  f_.poll(loop.poll, ir::Poll::Iteration);
  f_.define(parameters[0], {position});
  f_.define(parameters[1], iterationItem(f_, loop.operands[0], position));
  for (size_t k = 0; k < values.size(); ++k) copies_[parameters[2 + k]] = values[k];
  lowerBlock(body);
  const std::vector<ValueId>& carried_on = f_.inst(f_.function.terminator(body)).operands;
  for (size_t k = 0; k < values.size(); ++k) values[k] = widened(carried_on[k]);
  return f_.b.CreateAdd(position, f_.word(1), "", true, true);
}

}  // namespace krait::lower
