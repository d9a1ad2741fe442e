// Storage of the IR: functions, blocks, instructions, values. Everything is an id into a flat vector of its Function;
// there is no class per op.
//
// A function is first a control-flow graph: blocks with parameters, ended by jump, branch, ret, raise or unreachable.
// recover-structure turns it into one block whose instructions hold regions (ops.def, "Structured control flow").
#pragma once

#include <array>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "frontend/ir/constants.h"
#include "frontend/ir/ids.h"
#include "frontend/ir/list_items.h"
#include "frontend/ir/types.h"
#include "frontend/support/source_range.h"

namespace krait::ir {

enum class Op : uint8_t {
#define KRAIT_OP(id, operands, results, attribute, traits) id,
#include "frontend/ir/ops.def"
#undef KRAIT_OP
};

// What Inst::attribute is the index of.
enum class Attribute : uint8_t {
  None,
  Constant,  // ConstId
  Name,      // NameId
  Function,  // row of the catalogue of builtin functions
  Callee,    // FuncId
  Label,     // InstId of the enclosing structured op
  Number,    // a plain number
};

enum Trait : uint8_t { Pure = 0, Raises = 1, Reads = 2, Writes = 4, Terminator = 8, Regions = 16 };

struct OpInfo {
  std::string_view name;
  int operands;
  int results;
  Attribute attribute;
  uint8_t traits;
};

[[nodiscard]] const OpInfo& opInfo(Op);
[[nodiscard]] bool isTerminator(Op);
[[nodiscard]] bool hasRegions(Op);
// map, map_into, reduce: the inputs come after so many operands, and are the parameters of the first region.
[[nodiscard]] bool visitsElements(Op);
[[nodiscard]] size_t operandsBeforeInputs(Op);
constexpr int kOpCount = static_cast<int>(Op::reduce) + 1;

// How a loop notices Ctrl-C.
enum class Poll : uint8_t { None, Iteration, Strip };

// Of a parallel for_: with what each chunk of its iterations starts a value that is carried, or its own copy of an array.
enum class ChunkStart : uint8_t {
  Unset,    // nothing: an iteration assigns it before it reads it, and the last one's value is the loop's
  Initial,  // the loop's initial value, which counts as often as one likes: min, max, and, or
  Zero,
  One,
  Lowest,   // of floats: minus infinity
  Highest,  // infinity
  Missing,  // nan, which fmin and fmax pass over
};

constexpr std::array kChunkStarts = {ChunkStart::Unset, ChunkStart::Initial, ChunkStart::Zero,   ChunkStart::One,
                                     ChunkStart::Lowest, ChunkStart::Highest, ChunkStart::Missing};
[[nodiscard]] std::string_view chunkStartName(ChunkStart);

// A jump of the CFG: where to, with which arguments for the block's parameters.
struct Target {
  BlockId block;
  std::vector<ValueId> arguments;
};

struct Inst {
  Op op;
  bool inplace = false;  // of make_function: "late", a captured variable changes after it
  Poll poll = Poll::None;
  bool is_parallel = false;  // of a for_
  bool lanes = false;    // of a for_: its iterations may run side by side in the lanes of vectors
  uint32_t attribute = 0;
  BlockId parent = {};
  SourceRange range = {};
  std::vector<ValueId> operands = {};
  std::vector<ValueId> results = {};
  std::vector<Target> targets = {};   // CFG terminators
  std::vector<BlockId> regions = {};  // structured ops
  std::vector<ChunkStart> starts = {};  // of a parallel for_: one for each carried value, then for each array

  [[nodiscard]] ConstId constant() const { return ConstId(attribute); }
  [[nodiscard]] NameId name() const { return NameId(attribute); }
  [[nodiscard]] InstId label() const { return InstId(attribute); }
  [[nodiscard]] FuncId callee() const { return FuncId(attribute); }
};

struct Value {
  TypeId type;    // never until inferred
  NameId name;    // the Python variable it belongs to, if any
  InstId inst;    // defined by this instruction ...
  BlockId block;  // ... or a parameter of this block
};

struct Block {
  InstId owner;  // the structured op whose region this is; invalid for a block of the CFG
  std::vector<ValueId> parameters;
  std::vector<InstId> insts;
};

struct Parameter {
  NameId name;
  bool keyword_only = false;
  ConstId default_value;  // invalid: the argument is required
  bool widened = false;   // of a library function: what is known of the argument is not part of what it is compiled for
  bool variadic = false;  // *parameter: a tuple of the positional arguments that are left; after the keyword-only ones
};

class Function {
 public:
  std::string name;       // Python's __qualname__
  std::string file;
  uint32_t first_line = 0;
  uint32_t handle = 0;    // the host's handle of the Python function
  bool structured = false;
  bool parallel = false;  // its prange loops are run by several threads
  bool library = false;   // of the package's lib/: its errors are shown at the call of it
  TypeId result_type;     // never until inferred
  std::vector<Parameter> parameters;
  int positional_only = 0;
  int captured = 0;       // variables of the enclosing function, passed before the parameters
  BlockId entry;          // its parameters are the function's
  std::vector<BlockId> layout;  // blocks of the CFG in order; just the entry when structured

  BlockId addBlock(InstId owner = {});
  ValueId addParameter(BlockId block, TypeId type, NameId name = {});
  // Makes an instruction that is in no block yet, with `results` fresh values.
  InstId makeInst(Op op, std::vector<ValueId> operands, int results, TypeId type, SourceRange range = {});
  InstId append(BlockId block, InstId inst);
  ValueId addResult(InstId inst, TypeId type, NameId name = {});

  [[nodiscard]] Inst& operator[](InstId id) { return insts_[id.index]; }
  [[nodiscard]] const Inst& operator[](InstId id) const { return insts_[id.index]; }
  [[nodiscard]] Block& operator[](BlockId id) { return blocks_[id.index]; }
  [[nodiscard]] const Block& operator[](BlockId id) const { return blocks_[id.index]; }
  [[nodiscard]] Value& operator[](ValueId id) { return values_[id.index]; }
  [[nodiscard]] const Value& operator[](ValueId id) const { return values_[id.index]; }
  [[nodiscard]] size_t instCount() const { return insts_.size(); }
  [[nodiscard]] size_t valueCount() const { return values_.size(); }
  [[nodiscard]] size_t blockCount() const { return blocks_.size(); }

  [[nodiscard]] InstId terminator(BlockId block) const;

 private:
  std::vector<Inst> insts_;
  std::vector<Block> blocks_;
  std::vector<Value> values_;
};

class NameTable {
 public:
  NameId intern(std::string_view name);
  [[nodiscard]] const std::string& operator[](NameId id) const { return *names_[id.index]; }
  [[nodiscard]] size_t size() const { return names_.size(); }

 private:
  std::unordered_map<std::string, NameId> ids_;
  std::vector<const std::string*> names_;
};

// One compilation unit: a root function and all that it calls.
struct Module {
  TypeTable types;
  ConstantTable constants;
  NameTable names;
  ListItems list_items;  // while types are inferred
  std::vector<std::unique_ptr<Function>> functions;
  bool approximates_math = false;  // fastmath's afn: kernels for vectors stand in for the math module's C library

  Function& addFunction(std::string name);
  [[nodiscard]] Function& operator[](FuncId id) { return *functions[id.index]; }
  [[nodiscard]] const Function& operator[](FuncId id) const { return *functions[id.index]; }
};

}  // namespace krait::ir
