// The call of an expression by its text, from the names in the caller's frame to the value.
//
//   evaluate       text ─► expression (cache) ─► operands (frame) ─► value; remembers the expression for re_evaluate
//   re_evaluate    the expression of the last evaluate or validate of this thread and context
//
// What is remembered is the expression, the order, and a weak reference to an output; no operand.
#include "python/expressions/evaluate.h"

#include "python/dispatch/numpy_api.h"
#include "python/dispatch/small_array.h"
#include "python/dispatch/state.h"
#include "python/expressions/evaluate_arguments.h"
#include "python/expressions/expression_cache.h"
#include "python/expressions/result.h"

namespace krait {

namespace {

// Frames between the one whose variables are meant and ours, as NumExpr counts them.
constexpr int kEvaluateDepth = 3;
constexpr int kReEvaluateDepth = 2;

// An expression that is called by its text, with what the call adds.
struct Evaluation {
  Expression* expression;  // strong
  PyObject* out;           // borrowed, or null
  char order;
  VariableSource source;
  PyObject* progress = nullptr;  // borrowed, or null
};

class Operands {
 public:
  explicit Operands(size_t count) : values_(count + 1), count_(count) {}
  ~Operands() {
    for (size_t k = 0; k < count_ && is_found_; ++k) Py_DECREF(values_[k]);
  }

  bool find(const Evaluation& evaluation) {
    is_found_ = findOperands(evaluation.expression, evaluation.source, values_.data());
    values_[count_] = evaluation.out;
    return is_found_;
  }
  PyObject* const* values() { return values_.data(); }
  [[nodiscard]] size_t count() const { return count_; }

 private:
  SmallArray<PyObject*, 16> values_;
  size_t count_;
  bool is_found_ = false;
};

// order='A' is Fortran's where all arrays have it.
char orderOf(const State& state, char order, PyObject* const* values, size_t count) {
  if (order != 'A') return order;
  for (size_t k = 0; k < count; ++k) {
    if (state.array_type == nullptr || !PyObject_TypeCheck(values[k], state.array_type)) continue;
    if (!PyArray_IS_F_CONTIGUOUS(reinterpret_cast<PyArrayObject*>(values[k]))) return 'C';
  }
  return 'F';
}

PyObject* run(State& state, const Evaluation& evaluation) {
  Operands operands(evaluation.expression->data->names.size());
  if (!operands.find(evaluation)) return nullptr;
  PyObject* result = callExpression(evaluation.expression, operands.values(), evaluation.progress);
  const bool has_order = evaluation.order != 'K' && evaluation.out == nullptr;
  if (result == nullptr || !has_order) [[likely]]
    return result;
  return inOrder(result, orderOf(state, evaluation.order, operands.values(), operands.count()));
}

// ---- what re_evaluate finds

// The expression itself, or a tuple of it, the order and a weak reference to the output.
PyObject* makeMemory(const Evaluation& evaluation) {
  if (evaluation.order == 'K' && evaluation.out == nullptr) return Py_NewRef(evaluation.expression);
  PyObject* out = evaluation.out == nullptr ? Py_NewRef(Py_None) : PyWeakref_NewRef(evaluation.out, nullptr);
  return out == nullptr ? nullptr : Py_BuildValue("(OCN)", evaluation.expression, evaluation.order, out);
}

bool remember(const State& state, const Evaluation& evaluation) {
  PyObject* last = nullptr;
  if (PyContextVar_Get(state.last_expression, nullptr, &last) < 0) return false;
  const bool is_same = last == reinterpret_cast<PyObject*>(evaluation.expression) && evaluation.order == 'K' &&
                       evaluation.out == nullptr;
  Py_XDECREF(last);
  if (is_same) [[likely]]
    return true;
  PyObject* memory = makeMemory(evaluation);
  PyObject* token = memory == nullptr ? nullptr : PyContextVar_Set(state.last_expression, memory);
  Py_XDECREF(memory);
  Py_XDECREF(token);
  return token != nullptr;
}

bool recallTuple(PyObject* memory, Evaluation& evaluation) {
  evaluation.expression = reinterpret_cast<Expression*>(Py_NewRef(PyTuple_GET_ITEM(memory, 0)));
  evaluation.order = static_cast<char>(PyUnicode_READ_CHAR(PyTuple_GET_ITEM(memory, 1), 0));
  PyObject* out = PyTuple_GET_ITEM(memory, 2);
  if (out == Py_None) return true;
  evaluation.out = PyWeakref_GetObject(out);
  if (evaluation.out != Py_None) return true;
  Py_DECREF(evaluation.expression);
  PyErr_SetString(PyExc_RuntimeError, "the array that was out in the last evaluate() is gone: call evaluate() again");
  return false;
}

bool recall(const State& state, Evaluation& evaluation) {
  PyObject* memory = nullptr;
  if (PyContextVar_Get(state.last_expression, nullptr, &memory) < 0) return false;
  if (memory == nullptr) {
    PyErr_SetString(PyExc_RuntimeError,
                    "A previous evaluate() execution was not found, please call `validate` or `evaluate` "
                    "once before `re_evaluate`");
    return false;
  }
  bool is_recalled = true;
  if (PyTuple_CheckExact(memory))
    is_recalled = recallTuple(memory, evaluation);
  else
    evaluation.expression = reinterpret_cast<Expression*>(Py_NewRef(memory));
  Py_DECREF(memory);
  return is_recalled;
}

// ---- the functions

// Holds the expression, also while a call of it empties the cache.
bool start(State& state, const EvaluateArguments& arguments, Evaluation& evaluation) {
  const bool has_output = arguments.out != nullptr;
  const ExpressionOptions options{has_output, has_output ? arguments.casting : Casting::Safe, arguments.expand_powers};
  Expression* found = state.expressions->find(arguments.text, options);
  if (found == nullptr) return false;
  Py_INCREF(found);
  const int up = std::max(arguments.frame_depth - kEvaluateDepth, 0);
  evaluation = {
      found, arguments.out, arguments.order, {arguments.local_dict, arguments.global_dict, up}, arguments.progress};
  return true;
}

PyObject* describeError() {
  PyObject *type, *value, *traceback;
  PyErr_Fetch(&type, &value, &traceback);
  PyErr_NormalizeException(&type, &value, &traceback);
  if (traceback != nullptr) PyException_SetTraceback(value, traceback);
  Py_XDECREF(type);
  Py_XDECREF(traceback);
  return value;
}

bool prepare(State& state, const EvaluateArguments& arguments) {
  Evaluation evaluation;
  if (!start(state, arguments, evaluation)) return false;
  Operands operands(evaluation.expression->data->names.size());
  const bool is_ready = operands.find(evaluation) && prepareExpression(evaluation.expression, operands.values()) &&
                        remember(state, evaluation);
  Py_DECREF(evaluation.expression);
  return is_ready;
}

}  // namespace

PyObject* evaluate(PyObject* module, PyObject* const* values, Py_ssize_t count, PyObject* keywords) {
  State& state = *stateOf(module);
  EvaluateArguments arguments;
  if (count == 1 && keywords == nullptr) [[likely]] {
    arguments.text = values[0];
  } else if (!readEvaluateArguments({values, count, keywords}, arguments)) {
    return nullptr;
  }
  Evaluation evaluation;
  if (!start(state, arguments, evaluation)) return nullptr;
  PyObject* result = run(state, evaluation);
  if (result != nullptr && !remember(state, evaluation)) Py_CLEAR(result);
  Py_DECREF(evaluation.expression);
  return result;
}

PyObject* reEvaluate(PyObject* module, PyObject* const* values, Py_ssize_t count, PyObject* keywords) {
  State& state = *stateOf(module);
  EvaluateArguments arguments;
  if ((count != 0 || keywords != nullptr) && !readReEvaluateArguments({values, count, keywords}, arguments))
    return nullptr;
  const int up = std::max(arguments.frame_depth - kReEvaluateDepth, 0);
  Evaluation evaluation{nullptr, nullptr, 'K', {arguments.local_dict, arguments.global_dict, up}};
  if (!recall(state, evaluation)) return nullptr;
  Py_XINCREF(evaluation.out);  // nobody may hold it but a variable that another thread changes
  PyObject* result = run(state, evaluation);
  Py_XDECREF(evaluation.out);
  Py_DECREF(evaluation.expression);
  return result;
}

PyObject* validate(PyObject* module, PyObject* const* values, Py_ssize_t count, PyObject* keywords) {
  EvaluateArguments arguments;
  if (!readEvaluateArguments({values, count, keywords}, arguments, true)) return describeError();
  // Called by itself, it counts frames as re_evaluate does; from evaluate's arguments, one more.
  if (arguments.frame_depth > 0) arguments.frame_depth += kEvaluateDepth - kReEvaluateDepth;
  if (!prepare(*stateOf(module), arguments)) return describeError();
  Py_RETURN_NONE;
}

PyObject* findExpression(PyObject* module, PyObject* const* values, Py_ssize_t count, PyObject* keywords) {
  EvaluateArguments arguments;
  if (!readEvaluateArguments({values, count, keywords}, arguments)) return nullptr;
  Evaluation evaluation;
  if (!start(*stateOf(module), arguments, evaluation)) return nullptr;
  return reinterpret_cast<PyObject*>(evaluation.expression);
}

}  // namespace krait
