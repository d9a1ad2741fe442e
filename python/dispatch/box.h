// From result slots to a Python object: a plan, parsed once from the text of the result type.
//
// A plan is a tree of nodes, one per type; each node knows the function that boxes it and consumes the slots
// of its type. Arrays come back as what they are: an array that compiled code returns unchanged is the very
// argument, a part of one is a view on it, and memory that compiled code allocated belongs to the new array
// from then on.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <string_view>
#include <memory>
#include <unordered_map>
#include <vector>

#include "python/dispatch/type_key.h"
#include "runtime/abi.h"

namespace krait {

struct Notation;
struct State;
struct BoxNode;
struct BoxRun;

using BoxFunction = PyObject* (*)(BoxRun&, const BoxNode&);

struct BoxNode {
  BoxFunction box = nullptr;
  Dtype dtype = {};
  uint8_t ndim = 0;
  bool is_readonly = false;
  bool is_recarray = false;
  int slots = 0;             // of what may be None: those of the value
  PyObject* object = nullptr;  // strong: a descriptor, or the very object that this type stands for
  std::vector<BoxNode> elements = {};
};

struct BoxPlan {
  BoxNode root;

  BoxPlan() = default;
  BoxPlan(const BoxPlan&) = delete;
  BoxPlan& operator=(const BoxPlan&) = delete;
  ~BoxPlan();
};

// An array boxed earlier in the same result.
struct BoxedArray {
  const BoxNode* node;
  const kr_slot* slots;
  PyObject* array;  // borrowed from the result under construction
};

// What a result has boxed so far, so that what it holds twice stays one object.
struct BoxedObjects {
  std::unordered_multimap<const void*, BoxedArray> arrays = {};  // by where their data is
  std::unordered_map<uint64_t, PyObject*> bases = {};            // by owner: what keeps it alive, borrowed
  std::unordered_map<uint64_t, PyObject*> lists = {};            // by handle, borrowed
};

struct BoxRun {
  State& state;
  kr_context* context;           // owns the buffers not boxed yet
  const kr_slot* next;           // slot to read next
  bool remembers_arrays = true;  // there may be two arrays in the result
  std::unique_ptr<BoxedObjects> made = {};  // a number needs none

  BoxedObjects& boxed() {
    if (!made) made = std::make_unique<BoxedObjects>();
    return *made;
  }
};

// False with an exception for a text that is no type of a result.
bool parseBoxPlan(State& state, std::string_view type, BoxPlan& plan);
int traverseBoxPlan(const BoxPlan& plan, visitproc visit, void* arg);

// New reference; null with an exception. What a failure leaves unboxed still hangs from the context.
inline PyObject* boxResult(BoxRun& run, const BoxPlan& plan) {
  run.remembers_arrays = !plan.root.elements.empty();
  return plan.root.box(run, plan.root);
}

PyObject* boxList(BoxRun& run, const BoxNode& node);  // box_list.cpp

// box_array.cpp
PyObject* boxArray(BoxRun& run, const BoxNode& node);
PyObject* boxRecord(BoxRun& run, const BoxNode& node);

// The dtype of a NumPy scalar's notation. New reference; null with an exception.
PyObject* descriptorOf(const Notation& notation);

}  // namespace krait
