// Generator expressions, compiled for what consumes them (generator_fold.h).
//
// `sum(x * x for x in a)` calls the code of the expression with an iterator over `a`, and sum() with the generator that
// it gives. Here the generator is the function and the iterator, not yet run; sum() runs the code, in which each `yield`
// is a step of the sum. The state of the fold is two SSA variables after the stack's slots: the value so far, and
// whether there is one.
#include "frontend/bytecode/decode.h"
#include "frontend/bytecode/emit.h"
#include "frontend/bytecode/emitter.h"

namespace krait::bytecode {
namespace {

using ir::GeneratorFold;
using ir::Op;
using ir::ValueId;

ir::Constant exceptionClass(const char* name, uint32_t handle) {
  ir::Constant constant = ir::textConstant(ir::ConstKind::Class, name, handle);
  constant.integer = 1;  // an exception class
  return constant;
}

// The handles are those that the host gives these two (python_objects.h).
ir::Constant stopIteration() { return exceptionClass("builtins.StopIteration", 1); }
ir::Constant valueError() { return exceptionClass("builtins.ValueError", 2); }

ValueId callWith(Emitter& emitter, ValueId callee, std::vector<ValueId> arguments) {
  arguments.insert(arguments.begin(), callee);
  const ir::ConstId no_names = emitter.internConstant(ir::noneConstant());
  const ValueId result = emitter.emit(Op::call, std::move(arguments), no_names.index);
  emitter.noteCall(result);
  return result;
}

// Goes on in a new block if the condition is false; where it is true, the code is at `if_true`'s end of its own.
template <typename IfTrue>
void exitIf(Emitter& emitter, ValueId condition, const IfTrue& if_true) {
  const ir::InstId branch = emitter.terminate(Op::branch, {emitter.emit(Op::truth, {condition})});
  const ir::BlockId leave = emitter.connectNewBlock(branch);
  const ir::BlockId stay = emitter.connectNewBlock(branch);
  emitter.enterNewBlock(leave);
  if_true();
  emitter.enterNewBlock(stay);
}

void returnValue(Emitter& emitter, ValueId value) { emitter.append(Op::ret, {value}, 0); }

void stepOperator(Emitter& emitter, Op op, ValueId item) {
  emitter.writeFoldValue(emitter.emit(op, {emitter.foldValue(), item}));
}

void stepTruth(Emitter& emitter, bool stops_at, ValueId item) {
  const ValueId stops = stops_at ? item : emitter.emit(Op::logical_not, {item});
  exitIf(emitter, stops, [&] { returnValue(emitter, emitter.emitConstant(ir::boolConstant(stops_at))); });
}

void stepNext(Emitter& emitter, ValueId item) {
  exitIf(emitter, emitter.emitConstant(ir::boolConstant(true)), [&] { returnValue(emitter, item); });
}

// min: if there is none yet or item < best: best = item. `compared` is the item, or what the key function makes of it.
void stepExtreme(Emitter& emitter, Op comparison, ValueId item, ValueId compared) {
  const ir::BlockId next = emitter.makeBlock(3);
  const ValueId has_value = emitter.foldFlag();
  const ir::InstId first = emitter.terminate(Op::branch, {emitter.emit(Op::truth, {has_value})});
  const ir::BlockId compare = emitter.connectNewBlock(first);
  const ir::BlockId take_first = emitter.connectNewBlock(first);
  const auto take = [&] {
    emitter.writeFoldValue(item);
    emitter.writeFoldKey(compared);
    emitter.writeFoldFlag(true);
    emitter.connectBlock(emitter.terminate(Op::jump, {}), next);
  };
  emitter.enterNewBlock(take_first);
  take();
  emitter.enterNewBlock(compare);
  const ValueId is_better = emitter.emit(comparison, {compared, emitter.foldKey()});
  const ir::InstId second = emitter.terminate(Op::branch, {emitter.emit(Op::truth, {is_better})});
  const ir::BlockId take_better = emitter.connectNewBlock(second);
  emitter.connectBlock(second, next);
  emitter.enterNewBlock(take_better);
  take();
  emitter.enterNewBlock(next);
}

ValueId keyOf(Emitter& emitter, ValueId item) { return callWith(emitter, emitter.foldParameter(), {item}); }

void step(Emitter& emitter, ValueId item) {
  switch (emitter.fold()) {
    case GeneratorFold::None: return emitter.malformedHere("a yield outside a generator");
    case GeneratorFold::Sum: return stepOperator(emitter, Op::add, item);
    case GeneratorFold::Product: return stepOperator(emitter, Op::mul, item);
    case GeneratorFold::Any: return stepTruth(emitter, true, item);
    case GeneratorFold::All: return stepTruth(emitter, false, item);
    case GeneratorFold::Min:
    case GeneratorFold::MinOrDefault: return stepExtreme(emitter, Op::lt, item, item);
    case GeneratorFold::Max:
    case GeneratorFold::MaxOrDefault: return stepExtreme(emitter, Op::gt, item, item);
    case GeneratorFold::MinByKey: return stepExtreme(emitter, Op::lt, item, keyOf(emitter, item));
    case GeneratorFold::MaxByKey: return stepExtreme(emitter, Op::gt, item, keyOf(emitter, item));
    case GeneratorFold::Next:
    case GeneratorFold::NextOrDefault: return stepNext(emitter, item);
  }
}

void returnValueOr(Emitter& emitter, ValueId otherwise) {
  exitIf(emitter, emitter.foldFlag(), [&] { returnValue(emitter, emitter.foldValue()); });
  returnValue(emitter, otherwise);
}

void returnValueOrRaise(Emitter& emitter, const char* text) {
  exitIf(emitter, emitter.foldFlag(), [&] { returnValue(emitter, emitter.foldValue()); });
  const ValueId message = emitter.emitConstant(ir::textConstant(ir::ConstKind::Str, text));
  emitter.append(Op::raise, {callWith(emitter, emitter.emitConstant(valueError()), {message})}, 0);
}

}  // namespace

// The generator object: nothing has run yet. `.0`, the iterator, is the last of the values it was made with.
bool emitGeneratorCall(Emitter& emitter) {
  if (emitter.depth() < 2 || emitter.item(1).kind != ItemKind::Iterator) return false;
  const StackItem iterator = emitter.pop();
  emitter.pushValue(emitter.makeGenerator(emitter.popValue(), iterator.value));
  return true;
}

void emitReturnGenerator(Emitter& emitter, const Instruction&) {
  if (emitter.fold() == GeneratorFold::None) emitter.malformedHere("a generator that is none");
  emitter.pushValue(emitter.emitConstant(ir::noneConstant()));
}

// What `yield` itself gives is dropped by a generator expression.
void emitYieldValue(Emitter& emitter, const Instruction&) {
  const ValueId item = emitter.popValue();
  step(emitter, item);
  emitter.pushValue(emitter.emitConstant(ir::noneConstant()));
}

void endFold(Emitter& emitter) {
  switch (emitter.fold()) {
    case GeneratorFold::None: return emitter.malformedHere("the end of a fold that is none");
    case GeneratorFold::Sum:
    case GeneratorFold::Product: return returnValue(emitter, emitter.foldValue());
    case GeneratorFold::Any: return returnValue(emitter, emitter.emitConstant(ir::boolConstant(false)));
    case GeneratorFold::All: return returnValue(emitter, emitter.emitConstant(ir::boolConstant(true)));
    case GeneratorFold::Min:
    case GeneratorFold::MinByKey: return returnValueOrRaise(emitter, "min() arg is an empty sequence");
    case GeneratorFold::Max:
    case GeneratorFold::MaxByKey: return returnValueOrRaise(emitter, "max() arg is an empty sequence");
    case GeneratorFold::MinOrDefault:
    case GeneratorFold::MaxOrDefault: return returnValueOr(emitter, emitter.foldParameter());
    case GeneratorFold::NextOrDefault: return returnValue(emitter, emitter.foldParameter());
    case GeneratorFold::Next: emitter.append(Op::raise, {emitter.emitConstant(stopIteration())}, 0); return;
  }
}

}  // namespace krait::bytecode
