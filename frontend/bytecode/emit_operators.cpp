// Emit functions of operators and comparisons.
#include <array>

#include "frontend/bytecode/decode.h"
#include "frontend/bytecode/emit.h"
#include "frontend/bytecode/emitter.h"

namespace krait::bytecode {
namespace {

using ir::Op;

// By the argument of BINARY_OP; the augmented forms follow in the same order.
constexpr std::array kBinaryOps = {Op::add, Op::bit_and, Op::floordiv, Op::lshift, Op::matmul,
                                   Op::mul, Op::mod,     Op::bit_or,   Op::pow,    Op::rshift,
                                   Op::sub, Op::truediv, Op::bit_xor};

// By the argument of COMPARE_OP.
constexpr std::array kCompareOps = {Op::lt, Op::le, Op::eq, Op::ne, Op::gt, Op::ge};

void emitUnary(Emitter& emitter, Op op) { emitter.pushValue(emitter.emit(op, {emitter.popValue()})); }

ir::InstId emitBinary(Emitter& emitter, Op op) {
  const ir::InstId inst = emitter.append(op, emitter.popValues(2), 1);
  emitter.pushValue(emitter[inst].results[0]);
  return inst;
}

// For the pairs of ops that an argument of 0 or 1 chooses from.
Op choose(Emitter& emitter, const Instruction& instruction, Op plain, Op negated) {
  if (instruction.argument > 1) emitter.malformedHere("an unknown operator");
  return instruction.argument == 0 ? plain : negated;
}

}  // namespace

void emitUnaryPositive(Emitter& emitter, const Instruction&) { emitUnary(emitter, Op::pos); }
void emitUnaryNegative(Emitter& emitter, const Instruction&) { emitUnary(emitter, Op::neg); }
void emitUnaryNot(Emitter& emitter, const Instruction&) { emitUnary(emitter, Op::logical_not); }
void emitUnaryInvert(Emitter& emitter, const Instruction&) { emitUnary(emitter, Op::invert); }

void emitBinaryOp(Emitter& emitter, const Instruction& instruction) {
  if (instruction.argument >= 2 * kBinaryOps.size()) emitter.malformedHere("an unknown operator");
  const ir::InstId inst = emitBinary(emitter, kBinaryOps[instruction.argument % kBinaryOps.size()]);
  emitter[inst].inplace = instruction.argument >= kBinaryOps.size();
}

void emitCompareOp(Emitter& emitter, const Instruction& instruction) {
  if (instruction.argument >= kCompareOps.size()) emitter.malformedHere("an unknown comparison");
  emitBinary(emitter, kCompareOps[instruction.argument]);
}

void emitIsOp(Emitter& emitter, const Instruction& instruction) {
  emitBinary(emitter, choose(emitter, instruction, Op::is, Op::is_not));
}

void emitContainsOp(Emitter& emitter, const Instruction& instruction) {
  const Op op = choose(emitter, instruction, Op::contains, Op::not_contains);
  const ir::ValueId container = emitter.popValue();
  const ir::ValueId item = emitter.popValue();
  emitter.pushValue(emitter.emit(op, {container, item}));
}

}  // namespace krait::bytecode
