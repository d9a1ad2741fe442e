// A call of a jitted function, from Python's arguments to Python's result.
//
//   callDispatcher   arguments are all positional: straight on; else bind them
//   callHot          they fit the specialisation of the last call: unbox, run
//   callByKeys       find the specialisation by the arguments' keys, convert to an explicit one, or compile
//   run              enter the code, box the result or raise the error
#include "python/dispatch/accept.h"
#include "python/dispatch/convert.h"
#include "python/dispatch/declared.h"
#include "python/dispatch/dispatcher.h"
#include "python/dispatch/key_of.h"
#include "python/dispatch/no_memory.h"
#include "python/dispatch/notation.h"
#include "python/dispatch/run_code.h"
#include "python/dispatch/state.h"

namespace krait {

namespace {

PyObject* run(Dispatcher* self, Specialisation* code, kr_slot* arguments) {
  return runCode(*self->state, PyFunction_GET_GLOBALS(self->function), code, arguments);
}

PyObject* parameterName(const Dispatcher* self, size_t index) {
  return PyTuple_GET_ITEM(self->data->parameters.names, static_cast<Py_ssize_t>(index));
}

// The keys are right, yet an argument was not taken: an int beyond 64 bits.
void raiseTooLarge(Dispatcher* self, const Specialisation& code, PyObject* const* arguments) {
  Slots slots(code.compiled->argument_slots);
  kr_slot* out = slots.data();
  size_t index = 0;
  while (index < code.keys.size() && acceptArgument(*self->state, arguments[index], code.keys[index], out))
    ++index;
  if (index == code.keys.size()) index = 0;
  PyErr_Format(PyExc_OverflowError,
               "%U() argument '%U': an int does not fit in 64 bits; pass a float or a smaller int",
               functionName(self), parameterName(self, index));
}

PyObject* runUnboxed(Dispatcher* self, Specialisation* code, PyObject* const* arguments) {
  Slots slots(code->compiled->argument_slots);
  self->hot = code;
  if (unbox(*self->state, *code, arguments, slots.data())) return run(self, code, slots.data());
  if (!PyErr_Occurred()) raiseTooLarge(self, *code, arguments);
  return nullptr;
}

// Says which argument an OverflowError is about.
void nameOverflow(Dispatcher* self, size_t index) {
  if (!PyErr_ExceptionMatches(PyExc_OverflowError)) return;
  PyObject *type, *value, *traceback;
  PyErr_Fetch(&type, &value, &traceback);
  PyErr_Format(PyExc_OverflowError, "%U() argument '%U': %S", functionName(self), parameterName(self, index),
               value);
  Py_XDECREF(type);
  Py_XDECREF(value);
  Py_XDECREF(traceback);
}

PyObject* runConverted(Dispatcher* self, Specialisation* code, PyObject* const* arguments) {
  Slots slots(code->compiled->argument_slots);
  kr_slot* out = slots.data();
  for (size_t i = 0; i < code->keys.size(); ++i) {
    if (convertArgument(*self->state, arguments[i], code->keys[i], out)) continue;
    nameOverflow(self, i);
    return nullptr;
  }
  return run(self, code, slots.data());
}

bool findKeys(Dispatcher* self, PyObject* const* arguments, std::vector<TypeKey>& keys) {
  for (size_t i = 0; i < keys.size(); ++i) {
    keys[i] = keyOf(*self->state, arguments[i]);
    if (keys[i].isValid()) continue;
    if (!PyErr_Occurred())
      refuseArgument(*self->state, functionName(self), parameterName(self, i), arguments[i]);
    return false;
  }
  return true;
}

int totalCost(const State& state, PyObject* const* arguments, const std::vector<TypeKey>& from,
              const std::vector<TypeKey>& to) {
  int total = 0;
  for (size_t i = 0; i < from.size(); ++i) {
    const int cost = conversionCost(state, arguments[i], from[i], to[i]);
    if (cost == kNoConversion) return kNoConversion;
    total += cost;
  }
  return total;
}

// The explicit signature that is nearest to the arguments; the first of equals.
Specialisation* findConvertible(Dispatcher* self, PyObject* const* arguments,
                                const std::vector<TypeKey>& keys) {
  Specialisation* best = nullptr;
  int best_cost = 0;
  for (Specialisation* code : self->data->specialisations) {
    const int cost = code->is_explicit ? totalCost(*self->state, arguments, keys, code->keys) : kNoConversion;
    if (cost == kNoConversion || (best != nullptr && cost >= best_cost)) continue;
    best = code;
    best_cost = cost;
  }
  return best;
}

constexpr const char* kHowToBuild =
    "\nto have another one, declare it, @jit([\"...\", \"...\"]), and build the module again with krait build";

void raiseNoMatch(Dispatcher* self, const std::vector<TypeKey>& keys) {
  std::string types, signatures;
  for (const TypeKey key : keys) types += (types.empty() ? "" : ", ") + writeNotation(*self->state, key);
  for (const DeclaredSignature& each : self->data->declared) signatures += "\n  " + each.text;
  const bool is_built = builtModuleOf(self) != nullptr;
  PyErr_Format(PyExc_TypeError, "No matching definition for argument type(s) %s\n%U() was %s for these signatures only%s:%s%s",
               types.c_str(), functionName(self), is_built ? "built ahead of time" : "compiled",
               is_built ? "" : "; convert the arguments, or add a signature", signatures.c_str(),
               is_built ? kHowToBuild : "");
}

// A specialisation for the keys, compiled if need be; null with an exception.
Specialisation* findSpecialisation(Dispatcher* self, PyObject* const* arguments,
                                   const std::vector<TypeKey>& keys) {
  if (Specialisation* exact = findExact(self, keys)) return exact;
  if (Specialisation* near = findConvertible(self, arguments, keys)) return near;
  if (!self->data->explicit_only) return compileKeys(self, keys);
  raiseNoMatch(self, keys);
  return nullptr;
}

constexpr int kAttempts = 8;  // globals may change again while the compiler runs

[[gnu::noinline]] PyObject* callByKeys(Dispatcher* self, PyObject* const* arguments) {
  if (self->data->has_waiting && !loadWaiting(self)) return nullptr;
  std::vector<TypeKey> keys(self->data->parameters.count());
  if (!findKeys(self, arguments, keys)) return nullptr;
  Specialisation* code = findSpecialisation(self, arguments, keys);
  for (int attempt = 0; code != nullptr && !guardsHold(*code); ++attempt) {
    if (attempt == kAttempts) {
      PyErr_Format(PyExc_RuntimeError, "global variables of %U() change faster than it compiles",
                   functionName(self));
      return nullptr;
    }
    code = recompile(self, code);
  }
  if (code == nullptr) return nullptr;
  return code->keys == keys ? runUnboxed(self, code, arguments) : runConverted(self, code, arguments);
}

inline PyObject* callHot(Dispatcher* self, PyObject* const* arguments) {
  Specialisation* code = self->hot;
  if (code == nullptr) return callByKeys(self, arguments);
  Slots slots(code->compiled->argument_slots);
  if (!unbox(*self->state, *code, arguments, slots.data()) || !guardsHold(*code)) [[unlikely]] {
    if (PyErr_Occurred()) return nullptr;
    return callByKeys(self, arguments);
  }
  return run(self, code, slots.data());
}

// CPython raises its own exception for a call that does not fit the parameters.
PyObject* raiseAsCPython(Dispatcher* self, const CallArguments& call) {
  PyObject* result = PyObject_Vectorcall(self->function, call.values, call.positional, call.keywords);
  if (result == nullptr) return nullptr;
  Py_DECREF(result);
  PyErr_Format(PyExc_SystemError, "krait could not bind a call of %U() that Python can", functionName(self));
  return nullptr;
}

[[gnu::noinline]] PyObject* callBinding(Dispatcher* self, const CallArguments& call) {
  const Parameters& parameters = self->data->parameters;
  BoundArguments bound(parameters.count());
  if (bindArguments(parameters, self->function, call, bound)) return callHot(self, bound.values.data());
  return PyErr_Occurred() ? nullptr : raiseAsCPython(self, call);
}

}  // namespace

PyObject* callDispatcher(PyObject* object, PyObject* const* arguments, size_t nargsf, PyObject* keywords) {
  auto* self = reinterpret_cast<Dispatcher*>(object);
  const Py_ssize_t count = PyVectorcall_NARGS(nargsf);
  return orNoMemory([&] {
    if (keywords == nullptr && count == self->plain_count) [[likely]]
      return callHot(self, arguments);
    return callBinding(self, {arguments, count, keywords});
  });
}

}  // namespace krait
