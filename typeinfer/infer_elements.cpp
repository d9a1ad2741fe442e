// Operators on arrays, and stores into them.
#include <algorithm>

#include "frontend/support/check.h"
#include "typeinfer/element_loop.h"
#include "typeinfer/sequence.h"
#include "typeinfer/store.h"

namespace krait::infer {
namespace {

using ir::BlockId;
using ir::InstId;
using ir::Layout;
using ir::Op;
using ir::Type;
using ir::TypeId;
using ir::TypeKind;
using ir::ValueId;

Flow writtenByInference() { CHECK(false, "written by type inference, never read by it"); }

bool isOperator(Op op) {
  const bool is_binary = (op >= Op::add && op <= Op::bit_xor && op != Op::matmul) || (op >= Op::eq && op <= Op::ge);
  return is_binary || op == Op::neg || op == Op::pos || op == Op::invert;
}

std::vector<LoopInput> inputsOf(const Typing& t, InstId inst) {
  std::vector<LoopInput> inputs;
  for (const ValueId operand : t.function[inst].operands) inputs.push_back({operand, t.type(operand)});
  return inputs;
}

// bools ** an int: NumPy squares them where it is 2, which gives int8, and else gives int64.
bool isPowerOfBools(const Typing& t, InstId inst) {
  if (t.function[inst].op != Op::pow || t.module.types.kind(t.operandType(inst, 0)) != TypeKind::Array) return false;
  const std::optional<Numeric> exponent = numericOf(t.module, t.operandType(inst, 1));
  const bool is_int = exponent && exponent->python && exponent->dtype == ir::DType::Int64;
  return is_int && t.typeData(t.operand(inst, 0)).dtype == ir::DType::Bool;
}

bool isSquareOfBools(Typing& t, InstId inst) {
  if (!isPowerOfBools(t, inst)) return false;
  const ir::Constant* literal = literalOf(t.module, t.operandType(inst, 1));
  if (literal && literal->integer == 2 && !t.function[inst].inplace) return true;
  if (literal && literal->integer != 2) return false;
  t.error(DiagKind::unsupported_operands, inst,
          {"**", t.text(t.operandType(inst, 0)), t.text(widen(t.module, t.operandType(inst, 1))),
           "NumPy's dtype depends on the exponent's value: write np.square(x), or x.astype(np.int64) ** n."});
}

// 0 and 1 are their own squares.
Flow squareBool(Typing& t, InstId inst) {
  const TypeId type = t.module.types.scalar(ir::DType::Int8);
  t.setResult(inst, type);
  if (!t.finalizing) return Flow::Next;
  const ValueId square = t.convert(t.operand(inst, 0), type, t.function[inst].range);
  t.replace(t.function[inst].results[0], square);
  t.drop(inst);
  return Flow::Next;
}

}  // namespace

bool isArray(const ir::Module& module, TypeId type) { return module.types.kind(type) == TypeKind::Array; }

bool hasArrayOperator(const Typing& t, InstId inst) {
  if (!isOperator(t.function[inst].op)) return false;
  return std::ranges::any_of(t.function[inst].operands, [&](ValueId operand) { return isArray(t.module, t.type(operand)); });
}

Flow inferArrayOperator(Typing& t, InstId inst) {
  const bool is_square = isSquareOfBools(t, inst);
  const Op op = t.function[inst].op;
  const ValueId target = t.operand(inst, 0);
  LoopDestination destination;
  if (t.function[inst].inplace && isArray(t.module, t.type(target))) {
    destination = {target, t.type(target)};
    checkWritable(t, inst, destination.type);
  }
  ElementLoop loop(t, inst, inputsOf(t, inst), destination);
  return loop.infer(op, [&](InstId inner) { return is_square ? squareBool(t, inner) : t.visitByOp(inner); });
}

// The region gives its input as it is. A list or tuple is stored as an array of the dtype.
Flow storeIntoView(Typing& t, InstId inst, ValueId view, TypeId view_type) {
  const ir::DType dtype = t.module.types[view_type].dtype;
  Typed value{t.operand(inst, 2), t.operandType(inst, 2)};
  if (isSequence(t.module, value.type)) value = asArray(t, inst, value, dtype);
  if (const std::optional<Numeric> number = numericOf(t.module, value.type); number && number->python) {
    checkStorable(t, inst, *number, dtype);
  }
  ElementLoop loop(t, inst, {{value.value, value.type}}, {view, view_type, true});
  return loop.infer(Op::pos, [&](InstId inner) {
    const ValueId element = t.operand(inner, 0);
    const ValueId result = t.function[inner].results[0];
    t.setResult(inner, t.type(element));
    if (t.finalizing) t.replace(result, element), t.drop(inner);
    return Flow::Next;
  });
}

void emitStore(Typing& t, ValueId array, ValueId value, SourceRange range) {
  const TypeId element = t.module.types.scalar(t.typeData(array).dtype);
  const bool is_array = dimensions(t.module, t.type(value)) > 0;
  if (isArray(t.module, t.type(value)) && !is_array) {
    const ValueId key = t.emit(Op::build_tuple, {}, t.module.types.tuple({}), 0, range);
    value = t.emit(Op::getitem, {value, key}, t.module.types.scalar(t.typeData(value).dtype), 0, range);
  }
  const BlockId region = t.function.addBlock();
  ValueId given = value;
  std::vector<ValueId> operands{array};
  if (is_array) {
    given = t.function.addParameter(region, t.module.types.scalar(t.typeData(value).dtype));
    operands.push_back(value);
    t.function[t.emitInst(Op::fit, {array, value}, range)].attribute = 0;
  }
  t.function.append(region, t.function.makeInst(Op::give, {given}, 0, t.module.types.never, range));
  t.extendBlock(region, [&](InstId give) {
    const ValueId converted = t.convert(given, element, range);
    t.function[give].operands = {converted};
  });
  const InstId map = t.emitInst(Op::map_into, std::move(operands), range);
  t.function[map].regions = {region};
  t.function[region].owner = map;
}

Flow infer_give(Typing&, InstId) { return Flow::Stop; }
Flow infer_broadcast(Typing&, InstId) { return writtenByInference(); }
Flow infer_fit(Typing&, InstId) { return writtenByInference(); }
Flow infer_map(Typing&, InstId) { return writtenByInference(); }
Flow infer_map_into(Typing&, InstId) { return writtenByInference(); }
Flow infer_reduce(Typing&, InstId) { return writtenByInference(); }

}  // namespace krait::infer
