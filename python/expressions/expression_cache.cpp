// Misses of the first table.
#include "python/expressions/expression_cache.h"

#include "python/dispatch/no_memory.h"

namespace krait {

Expression* ExpressionCache::findKnown(PyObject* text, Py_hash_t hash, uint32_t bits) {
  const auto [begin, end] = all_.equal_range(hash);
  for (auto entry = begin; entry != end; ++entry) {
    Expression* known = entry->second;
    if (known->options.bits() == bits && PyUnicode_Compare(known->text, text) == 0) return known;
  }
  return nullptr;
}

void ExpressionCache::remember(PyObject* text, uint32_t bits, Expression* expression) {
  Recent& place = recent_[placeOf(text, bits)];
  const Recent old = place;
  place = {Py_NewRef(text), bits, expression};
  Py_INCREF(expression);
  Py_XDECREF(old.text);
  Py_XDECREF(old.expression);
}

Expression* ExpressionCache::findByText(PyObject* text, ExpressionOptions options) {
  if (!PyUnicode_CheckExact(text)) {
    PyErr_Format(PyExc_TypeError, "an expression is a str, not %.200s", Py_TYPE(text)->tp_name);
    return nullptr;
  }
  const Py_hash_t hash = PyObject_Hash(text);
  Expression* found = findKnown(text, hash, options.bits());
  if (found == nullptr) {
    found = orNoMemory([&] { return makeExpression(state_, text, options); });
    if (found == nullptr) return nullptr;
    if (all_.size() >= kMost) clear();
    if (!orNoMemory([&] { return all_.emplace(hash, found), true; })) {
      Py_DECREF(found);
      return nullptr;
    }
  }
  remember(text, options.bits(), found);
  return found;
}

// Objects go last: what frees them may come back here.
void ExpressionCache::clear() {
  std::array<Recent, kRecent> recent{};
  std::unordered_multimap<Py_hash_t, Expression*> all;
  recent.swap(recent_);
  all.swap(all_);
  for (const Recent& place : recent) {
    Py_XDECREF(place.text);
    Py_XDECREF(place.expression);
  }
  for (const auto& [hash, expression] : all) Py_DECREF(expression);
}

int ExpressionCache::traverse(visitproc visit, void* arg) const {
  for (const Recent& place : recent_) Py_VISIT(place.expression);
  for (const auto& [hash, expression] : all_) Py_VISIT(expression);
  return 0;
}

}  // namespace krait
