// Iteration by position.
#include <algorithm>
#include <optional>

#include "codegen/lower/arithmetic.h"
#include "codegen/lower/array.h"
#include "codegen/lower/iteration.h"
#include "codegen/lower/list.h"
#include "frontend/ir/type_text.h"
#include "frontend/support/check.h"

namespace krait::lower {
namespace {

using ir::InstId;
using ir::TypeId;
using ir::TypeKind;
using PartsRef = llvm::ArrayRef<llvm::Value*>;

llvm::Value* minimum(FunctionLowering& f, llvm::Value* a, llvm::Value* b) {
  return f.b.CreateBinaryIntrinsic(llvm::Intrinsic::smin, a, b);
}

std::optional<int64_t> knownDistance(llvm::Value* from, llvm::Value* to) {
  const auto* low = llvm::dyn_cast<llvm::ConstantInt>(from);
  const auto* high = llvm::dyn_cast<llvm::ConstantInt>(to);
  int64_t distance = 0;
  const bool is_known =
      low && high && !__builtin_sub_overflow(high->getSExtValue(), low->getSExtValue(), &distance);
  if (!is_known) return std::nullopt;
  return std::max<int64_t>(distance, 0);
}

// len(range(start, stop, step)), never more than int64 holds: no loop gets that far.
llvm::Value* rangeLength(FunctionLowering& f, llvm::Value* start, llvm::Value* stop, llvm::Value* step) {
  llvm::IRBuilder<>& b = f.b;
  const auto distance = [&](llvm::Value* from, llvm::Value* to) {
    return b.CreateBinaryIntrinsic(llvm::Intrinsic::smax,
                                   b.CreateBinaryIntrinsic(llvm::Intrinsic::ssub_sat, to, from), f.word(0));
  };
  const auto* known = llvm::dyn_cast<llvm::ConstantInt>(step);
  const bool counts_by_one = known && known->isOne();
  if (const auto count = knownDistance(start, stop); counts_by_one && count) return f.word(*count);
  if (counts_by_one) return distance(start, stop);
  // The span is below 2^64, the count may be more than int64 holds.
  llvm::Value* upward = b.CreateICmpSGT(step, f.word(0));
  llvm::Value* low = b.CreateSelect(upward, start, stop);
  llvm::Value* high = b.CreateSelect(upward, stop, start);
  llvm::Value* stride = b.CreateSelect(upward, step, b.CreateNeg(step));
  llvm::Value* whole = b.CreateUDiv(b.CreateSub(b.CreateSub(high, low), f.word(1)), stride);
  llvm::Value* most = b.CreateBinaryIntrinsic(llvm::Intrinsic::umin, whole, f.word(INT64_MAX - 1));
  llvm::Value* count = b.CreateAdd(most, f.word(1), "", true, true);
  return b.CreateSelect(b.CreateICmpSLT(low, high), count, f.word(0));
}

llvm::Value* countOf(FunctionLowering& f, TypeId id, PartsRef parts);

llvm::Value* shortest(FunctionLowering& f, const ir::Type& zip, PartsRef parts) {
  llvm::Value* count = nullptr;
  for (const TypeId element : zip.elements) {
    const size_t size = partCount(f.ir_module, element);
    llvm::Value* one = countOf(f, element, parts.take_front(size));
    count = count ? minimum(f, count, one) : one;
    parts = parts.drop_front(size);
  }
  return count;
}

llvm::Value* countOf(FunctionLowering& f, TypeId id, PartsRef parts) {
  const ir::Type& type = f.ir_module.types[id];
  switch (type.kind) {
    case TypeKind::Range: return rangeLength(f, parts[0], parts[1], parts[2]);
    case TypeKind::Array:
    case TypeKind::RecordArray: return parts[2];
    case TypeKind::List: return listLength(f, parts[0]);
    case TypeKind::Tuple: return f.word(static_cast<int64_t>(type.elements.size()));
    case TypeKind::Enumerate: return countOf(f, type.elements[0], parts.drop_front(1));
    case TypeKind::Reversed: return countOf(f, type.elements[0], parts);
    case TypeKind::Zip: return shortest(f, type, parts);
    default: CHECK(false, "not an iterable");
  }
}

Parts itemOf(FunctionLowering& f, TypeId id, PartsRef parts, llvm::Value* position);

Parts zipItem(FunctionLowering& f, const ir::Type& zip, PartsRef parts, llvm::Value* position) {
  Parts item;
  for (const TypeId element : zip.elements) {
    const size_t size = partCount(f.ir_module, element);
    item.append(itemOf(f, element, parts.take_front(size), position));
    parts = parts.drop_front(size);
  }
  return item;
}

// A count that starts at a small constant stays in 64 bits; any other is added like ints.
bool isSmallConstant(llvm::Value* value) {
  constexpr int64_t kSmall = int64_t{1} << 32;
  const auto* known = llvm::dyn_cast<llvm::ConstantInt>(value);
  return known && known->getSExtValue() < kSmall && known->getSExtValue() > -kSmall;
}

Parts enumerateItem(FunctionLowering& f, const ir::Type& type, PartsRef parts, llvm::Value* position) {
  const Number integer{ir::DType::Int64, true};
  Parts item = isSmallConstant(parts[0]) ? Parts{f.b.CreateAdd(parts[0], position, "", false, true)}
                                         : arithmetic(f, ir::Op::add, integer, {parts[0]}, {position});
  item.append(itemOf(f, type.elements[0], parts.drop_front(1), position));
  return item;
}

// start + position * step is in 64 bits; on the way there the product is too, unless the step is very large.
Parts rangeItem(FunctionLowering& f, PartsRef parts, llvm::Value* position) {
  const bool is_small = isSmallConstant(parts[2]);
  llvm::Value* offset = f.b.CreateMul(position, parts[2], "", false, is_small);
  return {f.b.CreateAdd(parts[0], offset, "", false, is_small)};
}

Parts itemOf(FunctionLowering& f, TypeId id, PartsRef parts, llvm::Value* position) {
  const ir::Type& type = f.ir_module.types[id];
  switch (type.kind) {
    case TypeKind::Range: return rangeItem(f, parts, position);
    case TypeKind::Array:
    case TypeKind::RecordArray: return arrayItem(f, type, parts, position);
    case TypeKind::Tuple: return tupleItem(f, type, parts, position);
    case TypeKind::List: return listItem(f, id, parts[0], position);
    case TypeKind::Enumerate: return enumerateItem(f, type, parts, position);
    case TypeKind::Zip: return zipItem(f, type, parts, position);
    case TypeKind::Reversed: {
      llvm::Value* last = f.b.CreateSub(countOf(f, type.elements[0], parts), f.word(1));
      return itemOf(f, type.elements[0], parts, f.b.CreateSub(last, position, "", true, true));
    }
    default: CHECK(false, "not an iterable");
  }
}

// Lowering makes no types: inference has made those of all items.
TypeId knownType(const ir::Module& module, const ir::Type& type) {
  for (uint32_t k = 0; k < module.types.size(); ++k) {
    const bool is_row = type.kind == TypeKind::Array && type.ndim > 0;
    const ir::Type& known = module.types[TypeId(k)];
    const bool is_same_row = is_row && known.kind == TypeKind::Array && known.dtype == type.dtype && known.ndim == type.ndim;
    if (known == type || is_same_row) return TypeId(k);
  }
  CHECK(false, "an item of a type that inference has not met");
}

TypeId itemTypeIn(const ir::Module& module, TypeId id) {
  const ir::Type& type = module.types[id];
  switch (type.kind) {
    case TypeKind::Range: return module.types.integer;
    case TypeKind::Reversed: return itemTypeIn(module, type.elements[0]);
    case TypeKind::List: return type.elements[0];
    case TypeKind::Tuple: return type.elements.empty() ? module.types.never : type.elements[0];
    case TypeKind::Enumerate:
      return knownType(module, {.kind = TypeKind::Tuple, .elements = {module.types.integer, itemTypeIn(module, type.elements[0])}});
    case TypeKind::Zip: {
      ir::Type item{.kind = TypeKind::Tuple};
      for (const TypeId element : type.elements) item.elements.push_back(itemTypeIn(module, element));
      return knownType(module, item);
    }
    case TypeKind::Array:
      if (type.ndim == 1) return knownType(module, {.kind = TypeKind::Scalar, .dtype = type.dtype});
      return knownType(module, {.kind = TypeKind::Array, .dtype = type.dtype, .ndim = static_cast<uint8_t>(type.ndim - 1)});
    default: CHECK(false, "not an iterable");
  }
}

// In a loop that is written out the position is a literal.
llvm::Value* positionOf(FunctionLowering& f, InstId id) {
  const ir::ValueId position = f.inst(id).operands[1];
  const ir::Type& type = f.typeData(position);
  return type.kind == TypeKind::Literal ? f.word(f.ir_module.constants[type.constant].integer) : f.part(position);
}

// The elements of a tuple that is gone through at known positions may differ.
Parts elementOf(FunctionLowering& f, const ir::Type& tuple, PartsRef parts, size_t position) {
  for (size_t k = 0; k < position; ++k) parts = parts.drop_front(partCount(f.ir_module, tuple.elements[k]));
  const PartsRef element = parts.take_front(partCount(f.ir_module, tuple.elements[position]));
  return {element.begin(), element.end()};
}

// " 1" or "s 1-3": how zip() speaks of its first arguments.
std::string firstArguments(size_t count) { return count == 1 ? " 1" : "s 1-" + std::to_string(count); }

void raiseZipIf(FunctionLowering& f, llvm::Value* ended, llvm::Value* condition, size_t argument, const char* than) {
  const std::string message = "zip() argument " + std::to_string(argument + 1) + " is " + than + " than argument" + firstArguments(argument);
  f.raiseIf(f.b.CreateAnd(ended, condition), kr_error_zip_strict, {f.text(message)});
}

// As CPython finds out that they are not of one length, when the shortest has ended.
void raiseIfUneven(FunctionLowering& f, llvm::Value* ended, const ir::Type& zip, PartsRef parts) {
  llvm::Value* least = shortest(f, zip, parts);
  std::vector<llvm::Value*> counts;
  for (const TypeId element : zip.elements) {
    const size_t size = partCount(f.ir_module, element);
    counts.push_back(countOf(f, element, parts.take_front(size)));
    parts = parts.drop_front(size);
  }
  llvm::Value* first_is_longer = f.b.CreateICmpSGT(counts[0], least);
  for (size_t k = 1; k < counts.size(); ++k) {
    raiseZipIf(f, ended, f.b.CreateAnd(first_is_longer, f.b.CreateICmpEQ(counts[k], least)), k, "shorter");
  }
  for (size_t k = 1; k < counts.size(); ++k) raiseZipIf(f, ended, f.b.CreateICmpSGT(counts[k], least), k, "longer");
}

}  // namespace

TypeId iterationItemType(const FunctionLowering& f, ir::ValueId iterable) {
  return itemTypeIn(f.ir_module, f.type(iterable));
}

Parts tupleItem(FunctionLowering& f, const ir::Type& tuple, PartsRef parts, llvm::Value* position) {
  if (tuple.elements.empty()) return {};  // the item of a loop that never runs
  const auto* known = llvm::dyn_cast<llvm::ConstantInt>(position);
  if (known && known->getValue().ult(tuple.elements.size())) return elementOf(f, tuple, parts, known->getZExtValue());
  const size_t size = partCount(f.ir_module, tuple.elements[0]);
  Parts item(parts.begin(), parts.begin() + size);
  for (size_t k = 1; k < tuple.elements.size(); ++k) {
    llvm::Value* here = f.b.CreateICmpEQ(position, f.word(static_cast<int64_t>(k)));
    for (size_t p = 0; p < size; ++p) item[p] = f.b.CreateSelect(here, parts[k * size + p], item[p]);
  }
  return item;
}

llvm::Value* loopCount(FunctionLowering& f, ir::ValueId iterable) {
  return countOf(f, f.type(iterable), f.parts(iterable));
}

// Raised where the iterable is made, as CPython has it: the loop itself has no place.
void raiseIfStrictZipIsUneven(FunctionLowering& f, ir::ValueId iterable, llvm::Value* ended) {
  const ir::InstId made = f.function[iterable].inst;
  const ir::InstId around = std::exchange(f.current, made.valid() ? made : f.current);
  const ir::Type* type = &f.typeData(iterable);
  PartsRef parts = f.parts(iterable);
  while (type->kind == TypeKind::Enumerate) {
    type = &f.ir_module.types[type->elements[0]];
    parts = parts.drop_front(1);
  }
  const bool is_strict = type->kind == TypeKind::Zip && type->constant.valid();
  if (is_strict) raiseIfUneven(f, ended, *type, parts);
  f.current = around;
}

llvm::Value* iterationCount(FunctionLowering& f, ir::ValueId iterable) {
  raiseIfStrictZipIsUneven(f, iterable, f.b.getTrue());
  return loopCount(f, iterable);
}

Parts iterationItem(FunctionLowering& f, ir::ValueId iterable, llvm::Value* position) {
  return itemOf(f, f.type(iterable), f.parts(iterable), position);
}

llvm::Value* rangeLengthOf(FunctionLowering& f, PartsRef range) {
  return rangeLength(f, range[0], range[1], range[2]);
}

std::string exceptionArguments(FunctionLowering& f, const ir::Type& exception) {
  std::string text = "Tuple(";
  for (size_t k = 0; k < exception.elements.size(); ++k) {
    text += (k > 0 ? ", " : "") + ir::typeText(f.ir_module, exception.elements[k]);
  }
  return text + ")";
}

void lower_get_iter(FunctionLowering& f, InstId id) {
  f.define(f.inst(id).results[0], f.parts(f.inst(id).operands[0]));
}

void lower_iter_begin(FunctionLowering& f, InstId id) { f.define(f.inst(id).results[0], {f.word(0)}); }

void lower_iter_more(FunctionLowering& f, InstId id) {
  llvm::Value* more = f.b.CreateICmpSLT(positionOf(f, id), loopCount(f, f.inst(id).operands[0]));
  raiseIfStrictZipIsUneven(f, f.inst(id).operands[0], f.b.CreateNot(more));
  f.define(f.inst(id).results[0], {more});
}

void lower_iter_item(FunctionLowering& f, InstId id) {
  f.define(f.inst(id).results[0], iterationItem(f, f.inst(id).operands[0], positionOf(f, id)));
}

void lower_iter_next(FunctionLowering& f, InstId id) {
  f.define(f.inst(id).results[0], {f.b.CreateAdd(f.part(f.inst(id).operands[1]), f.word(1), "", true, true)});
}

}  // namespace krait::lower
