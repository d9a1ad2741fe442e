// One loop over the elements of arrays, as type inference builds it for an operation on arrays.
//
// The region is made when the operation is first seen with an array, with one instruction that is typed by the rule for
// numbers. In the finalizing walk a map or map_into takes the operation's place, and what in the region does not depend on
// an element moves out.
#pragma once

#include "typeinfer/elements.h"

namespace krait::infer {

// An operand of the operation on arrays.
struct LoopInput {
  ir::ValueId value;
  ir::TypeId type;
};

// Where the elements go: into a new array, or an existing one.
struct LoopDestination {
  ir::ValueId array;  // invalid: a new one
  ir::TypeId type;
  bool assigns = false;  // a[...] = value, which casts anything
  std::string_view casting = "same_kind";
};

// What else a loop does.
struct LoopForm {
  bool has_mask = false;     // the last input says whether an element is stored
  bool gives_array = false;  // even without dimensions
  std::optional<ir::Layout> order;  // of the result; nothing: as the inputs have it
};

class ElementLoop {
 public:
  ElementLoop(Typing& typing, ir::InstId operation, std::vector<LoopInput> inputs, LoopDestination destination, LoopForm form = {})
      : t(typing), inst_(operation), inputs_(std::move(inputs)), destination_(destination), form_(form) {}

  // One inner operation, of the op `op`, typed by `rule`. `operands` are filled in for it: the element of each input.
  Flow infer(ir::Op op, const Typing::Rule& rule);
  std::vector<LoopInput> elements() const;

 private:
  [[nodiscard]] bool hasRegion() const;
  void makeRegion(ir::Op op);
  void typeParameters();
  [[nodiscard]] int resultDimensions() const;
  [[nodiscard]] ir::Layout resultLayout() const;
  [[nodiscard]] ir::TypeId resultType(ir::TypeId element);
  void finish();
  void loadScalars();
  void hoistInvariants();
  void giveParts();
  void replaceByScalars();
  void emitMap();
  void emitFit();
  void emitMapInto();
  [[nodiscard]] std::vector<ir::ValueId> arrays() const;
  [[nodiscard]] std::vector<ir::ValueId> shapes() const;
  [[nodiscard]] bool dependsOnElement(ir::InstId inst, const std::vector<ir::ValueId>& elements) const;
  [[nodiscard]] std::vector<ir::ValueId> partsOf(ir::ValueId value);
  [[nodiscard]] ir::TypeId givenType(ir::TypeId element);
  [[nodiscard]] ir::TypeId storedType(ir::TypeId value);
  void checkCast(ir::TypeId from) const;

  Typing& t;
  const ir::InstId inst_;
  std::vector<LoopInput> inputs_;
  const LoopDestination destination_;
  const LoopForm form_;
  ir::BlockId region_;
  ir::InstId inner_;
};

// Of an array; 0 of anything else.
[[nodiscard]] int dimensions(const ir::Module&, ir::TypeId);
// Reports a result that would go into a read-only array.
void checkWritable(Typing&, ir::InstId, ir::TypeId array);

}  // namespace krait::infer
