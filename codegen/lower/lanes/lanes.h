// The iterations of a for_ marked `lanes`, a block of them at a time, one in each lane of a vector.
//
// The recipe is ispc's (Pharr and Mark 2012) on regions. Control flow that lanes take different ways becomes
// masks: both regions of a branch run, each for its lanes; a loop goes on while a lane is in it. Values are
// kept apart only where lanes meet again: a carried value needs no select, because a lane that has left runs
// on without effect. What is the same in all lanes (passes/varying_values.h) stays a scalar, and a branch on
// it a branch. Four copies of each vector hide the latency of the operations of one.
//
// No operation is written twice: each instruction of the IR is lowered as for one iteration, into a block
// that is thrown away, and the LLVM instructions that come out are widened (widen.cpp) or, if they depend on
// nothing that varies, moved.
//
// A lane that would raise, the poll that finds Ctrl-C, and what lanes can't do leave the vector loop by
// `redo`: the block is done again by the scalar loop, which raises what is to be raised, where it is. Until
// the end of a block nothing has been stored (lane_memory.cpp).
#pragma once

#include "codegen/lower/lowering.h"
#include "codegen/passes/varying_values.h"
#include "llvm/ADT/DenseMap.h"

namespace krait::lower {

// Of each vector, at most.
constexpr unsigned kMostCopies = 4;
using Copies = llvm::SmallVector<llvm::Value*, kMostCopies>;

// How iterations are spread: a block is `copies` vectors of `lanes`, and full, or what is left of the loop.
struct LaneShape {
  unsigned lanes, copies;
  bool is_full;
};

// Which positions the scalar loop is to do after the vector loop, before the vector loop goes on.
struct ScalarSpan {
  llvm::Value* first;
  llvm::Value* limit;
  Parts carried;
};

// The vector loop over positions [first, limit), as far as it gets; `carried` is what the loop carries when
// it begins.
[[nodiscard]] ScalarSpan lowerLanes(FunctionLowering&, ir::InstId loop, llvm::Value* first,
                                    llvm::Value* limit, Parts carried);
// Whether this machine has vectors for it, and it is not the copy that is run if a proof fails.
[[nodiscard]] bool canRunLanes(const FunctionLowering&, ir::InstId loop);
// i1: whether the loop's arrays let iterations run side by side; null if nothing is to be tested.
[[nodiscard]] llvm::Value* arraysAllowLanes(FunctionLowering&, ir::InstId loop);

// A variable of the vector loop: memory, of which the optimiser makes values.
struct LaneSlot {
  bool is_varying;
  llvm::SmallVector<llvm::AllocaInst*, kMostCopies> memory;
};

// A place where lanes meet: the parts of what they bring, and which are there.
struct Meeting {
  std::vector<LaneSlot> parts;
  LaneSlot arrived;
  bool is_first = false;  // nobody whose values are still wanted can have been here before
};

// A store that is put off. One slot stands for all stores of the text to one element.
struct DeferredStore {
  std::vector<ir::ValueId> key;  // array, indices
  unsigned part;
  llvm::Type* type;
  llvm::Align alignment;
  LaneSlot mask, address, value;
  llvm::AllocaInst* first_address = nullptr;  // where the elements of a block lie one after the other
};

// A function that lanes are in: the loop's own, or one that it calls.
struct LaneFrame {
  FunctionLowering& f;
  const passes::VaryingValues& values;
  Meeting* result = nullptr;  // of a function that is called
  std::unordered_map<ir::InstId, Meeting> leave = {}, again = {};
};

class LaneLowering {
 public:
  LaneLowering(FunctionLowering& lowering, ir::InstId loop, LaneShape shape);
  ~LaneLowering();
  LaneLowering(const LaneLowering&) = delete;
  LaneLowering& operator=(const LaneLowering&) = delete;

  // One block of iterations from `position` on, of which `rest` are left, with its stores; gives what it
  // carries on. `redo` is where a block that fails goes. Begins at the builder's place and leaves it behind
  // the block.
  [[nodiscard]] Parts lowerBlockOfIterations(llvm::Value* position, llvm::Value* rest, Parts carried,
                                             llvm::BasicBlock* redo);
  // Whether it makes all that the loop carries: the last iteration is then one as any other.
  [[nodiscard]] bool makesAllCarried() const;
  [[nodiscard]] unsigned blockLength() const { return copies_ * lanes_; }

  // What FunctionLowering does when it lowers for lanes.
  void failIf(llvm::Value* condition);

 private:
  // Values (widen.cpp)
  void lowerStraight(ir::InstId id);
  void flush();
  void transfer(llvm::Instruction& inst);
  void keepScalar(llvm::Instruction& inst);
  void widen(llvm::Instruction& inst);
  Copies widenEach(llvm::Instruction& inst);
  llvm::Value* widenCopy(llvm::Instruction& inst, unsigned copy);
  llvm::Value* widenCall(llvm::CallInst& call, unsigned copy);
  llvm::Value* callVectorForm(llvm::CallInst& call, unsigned copy);
  [[nodiscard]] llvm::FunctionCallee vectorForm(const llvm::CallInst& call, unsigned width);
  [[nodiscard]] llvm::Value* registerOf(llvm::Value* vector, llvm::Value* filler, unsigned width, unsigned first);
  llvm::Value* widenChecked(llvm::CallInst& call, unsigned copy);
  llvm::Value* widenBinary(llvm::BinaryOperator& inst, unsigned copy);
  llvm::Value* widenCast(llvm::CastInst& inst, unsigned copy);
  llvm::Value* widenAddress(llvm::GetElementPtrInst& inst, unsigned copy);
  void followFirstLane(llvm::Instruction& inst);
  [[nodiscard]] bool isWide(llvm::Value* value) const { return wide_.contains(value); }
  [[nodiscard]] llvm::Value* copyOf(llvm::Value* value, unsigned copy);
  [[nodiscard]] llvm::Value* splat(llvm::Value* value);
  [[nodiscard]] Copies copiesOf(llvm::Value* value);
  llvm::Value* placeholder(llvm::Type* type, Copies copies);
  [[nodiscard]] llvm::Type* wideType(llvm::Type* scalar) const {
    return llvm::FixedVectorType::get(scalar, lanes_);
  }
  [[nodiscard]] llvm::Type* maskType() const;

  // Memory (lane_memory.cpp)
  Copies gather(llvm::LoadInst& load);
  void deferStore(llvm::StoreInst& store);
  DeferredStore& storeSlot(llvm::StoreInst& store);
  void emitStores();
  void storeWhole(const DeferredStore& store);
  void storeInOrder();

  // Masks (lane_masks.cpp)
  [[nodiscard]] llvm::Value* anyLane(const Copies& mask);
  void leaveIfFailed(int checks_before);
  void leaveIfInterrupted();
  void leaveIfEndless();
  void redoIf(llvm::Value* condition);
  [[nodiscard]] Copies laneNumbers(llvm::Value* first);

  // Carried values (lane_chain.cpp)
  struct Spilled {
    ir::ValueId value;
    std::vector<llvm::Value*> memory;  // of each part; null: the same in all lanes
    Parts parts;
  };
  [[nodiscard]] llvm::Value* spill(llvm::Value* part);
  void spillOperands(std::vector<Spilled>& spilled);
  void defineLane(const Spilled& spilled, llvm::Value* lane);
  [[nodiscard]] Parts runChainOnce(const Parts& carried);
  [[nodiscard]] Parts runChain(Parts carried, llvm::Value* rest);
  [[nodiscard]] bool isInChain(ir::InstId id) const;

  // Slots and meetings (lane_slots.cpp)
  LaneSlot makeSlot(llvm::Type* type, bool is_varying);
  std::vector<LaneSlot> makeSlots(std::span<const ir::ValueId> values);
  Copies load(const LaneSlot& slot);
  void store(const LaneSlot& slot, const Copies& copies);
  void storeParts(const std::vector<LaneSlot>& slots, std::span<const ir::ValueId> values,
                  const Copies* where);
  void defineFrom(std::span<const ir::ValueId> values, const std::vector<LaneSlot>& slots);
  void clear(const LaneSlot& mask);
  void arrive(Meeting& meeting, std::span<const ir::ValueId> values);

  // Control flow (lane_control.cpp)
  void lowerOp(ir::InstId id);
  void lowerRegion(ir::BlockId block, Copies mask, llvm::BasicBlock* end);
  void lowerIf(ir::InstId id);
  void lowerUniformIf(ir::InstId id);
  void lowerVaryingRegion(ir::BlockId region, Copies mask);
  void lowerScope(ir::InstId id);
  void lowerLoop(ir::InstId id);
  void lowerFor(ir::InstId id);
  void lowerCall(ir::InstId id);
  void dropFinished(ir::InstId id, llvm::Value* position, llvm::Value* count, const LaneSlot& active);
  struct LaneLoop {
    LaneSlot active;  // the lanes that are in it
    llvm::BasicBlock* head;
    llvm::BasicBlock* latch;
    llvm::BasicBlock* exit;
  };
  LaneLoop beginLoop(ir::InstId id, std::span<const ir::ValueId> carried,
                     std::span<const ir::ValueId> initial);
  void runRound(ir::InstId id, const LaneLoop& loop);
  void meet(ir::InstId id);
  [[nodiscard]] bool leavesOutside(ir::InstId op) const;
  [[nodiscard]] llvm::BasicBlock* newBlock(const char* name) { return f().newBlock(name); }

  [[nodiscard]] FunctionLowering& f() const { return frame_->f; }

  const ir::InstId loop_;
  const unsigned lanes_;
  const unsigned copies_;
  const bool is_full_;
  const passes::VaryingValues values_;
  const std::vector<ir::InstId> chain_;
  LaneFrame own_;
  LaneFrame* frame_ = &own_;
  llvm::IRBuilder<> out_;             // where code goes; the builder of f() writes what is thrown away
  llvm::BasicBlock* scratch_;         // what is still to be widened
  llvm::BasicBlock* widened_;         // what has been, and stands for its vectors
  llvm::BasicBlock* init_ = nullptr;  // before each block of iterations
  llvm::BasicBlock* redo_ = nullptr;
  llvm::BasicBlock* end_ = nullptr;  // of the region that is being lowered
  llvm::DenseMap<llvm::Value*, Copies> wide_;
  llvm::DenseMap<llvm::Value*, llvm::Value*>
      first_lane_;  // of integers and addresses that go up by one element a lane
  llvm::DenseMap<llvm::Value*, llvm::Value*> splats_;  // made in this block:
  llvm::BasicBlock* splats_block_ = nullptr;
  Copies mask_;  // the lanes that are here
  Copies safe_;  // of these, the lanes in which the current instruction has not failed
  llvm::AllocaInst* failed_ = nullptr;
  llvm::AllocaInst* rounds_ = nullptr;  // of loops in this block of iterations
  std::vector<llvm::Value*> too_many_rounds_;
  int checks_ = 0;
  unsigned stores_in_inst_ = 0;
  std::vector<DeferredStore> stores_;
  std::unordered_map<ir::ValueId, Parts> saved_;  // what values were before
};

}  // namespace krait::lower
