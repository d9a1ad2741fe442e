// The expressions met so far, by their text. A call with the same str object finds its expression by comparing two
// pointers; another str of the same text is found by its hash, which str objects remember.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <array>
#include <unordered_map>

#include "python/expressions/expression.h"

namespace krait {

class ExpressionCache {
 public:
  explicit ExpressionCache(State& state) : state_(state) {}
  ExpressionCache(const ExpressionCache&) = delete;
  ExpressionCache& operator=(const ExpressionCache&) = delete;
  ~ExpressionCache() { clear(); }

  // Borrowed: hold a reference while it is used. Null with an exception: a text that is no expression.
  Expression* find(PyObject* text, ExpressionOptions options) {
    const uint32_t bits = options.bits();
    const Recent& recent = recent_[placeOf(text, bits)];
    if (recent.text == text && recent.bits == bits) [[likely]]
      return recent.expression;
    return findByText(text, options);
  }

  void clear();
  int traverse(visitproc visit, void* arg) const;

 private:
  struct Recent {
    PyObject* text = nullptr;  // strong, so that no other object can have its address
    uint32_t bits = 0;
    Expression* expression = nullptr;  // strong
  };

  static constexpr size_t kRecent = 256;
  static constexpr size_t kMost = 1024;  // then all are dropped: texts that are made anew for each call have no end

  static size_t placeOf(PyObject* text, uint32_t bits) {
    return (reinterpret_cast<uintptr_t>(text) / 16 + bits * 37) % kRecent;
  }
  Expression* findByText(PyObject* text, ExpressionOptions options);
  Expression* findKnown(PyObject* text, Py_hash_t hash, uint32_t bits);
  void remember(PyObject* text, uint32_t bits, Expression* expression);

  State& state_;
  std::array<Recent, kRecent> recent_;
  std::unordered_multimap<Py_hash_t, Expression*> all_;  // strong
};

}  // namespace krait
