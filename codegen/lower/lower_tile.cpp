// The loops around the tiles of two ranges.
//
//   for columns, a tile's width at a time: for rows, a tile's height at a time: poll; tile
//   for the columns that are left, a vector at a time: for rows: poll; tile of one vector, masked
//
// Rows that are left over are made up by repeating the last one, which computes and stores the same again. What a tile
// reads for its columns alone stays in the cache while the rows go by.
#include "codegen/lower/iteration.h"
#include "codegen/lower/number.h"
#include "codegen/lower/tile.h"

namespace krait::lower {
namespace {

using ir::InstId;
using ir::ValueId;

constexpr int kRows = 4;
constexpr int kRowsAlone = 8;       // without columns
constexpr int kMostVectors = 4;     // of a row
constexpr int kRegisterBytes = 64;  // of machines that have 32 registers, not 16
constexpr int kCarriedRegisters = 16;

constexpr int kMostCopies = 256;  // of all instructions together

// Values that loops in the region carry, numbers that it computes, and the widest of them.
struct RegionFacts {
  int carried = 0;
  int computed = 0;
  int widest = 1;
};

void collect(const FunctionLowering& f, ir::BlockId region, RegionFacts& facts) {
  const auto look = [&](ValueId value) {
    if (!isNumber(f.ir_module, f.type(value))) return;
    if (f.typeData(value).kind != ir::TypeKind::Int) {
      facts.widest = std::max(facts.widest, ir::dtypeBytes(numberOf(f.ir_module, f.type(value)).dtype));
    }
  };
  for (const InstId id : f.function[region].insts) {
    const ir::Inst& inst = f.inst(id);
    for (const ValueId result : inst.results) look(result);
    facts.computed +=
        isNumber(f.ir_module, inst.results.size() == 1 ? f.type(inst.results[0]) : f.ir_module.types.none);
    for (const ValueId operand : inst.operands) look(operand);
    if (inst.op == ir::Op::for_) facts.carried = std::max(facts.carried, static_cast<int>(inst.results.size()));
    for (const ir::BlockId inner : inst.regions) collect(f, inner, facts);
  }
}

class TileLoops {
 public:
  TileLoops(FunctionLowering& lowering, InstId id)
      : f_(lowering), id_(id), packs_(nests::packedAccesses(lowering.ir_module, lowering.function, id)) {
    const std::vector<ValueId>& ranges = f_.inst(id).operands;
    const bool has_columns = !nests::hasRowsOnly(f_.ir_module, f_.function, id);
    if (has_columns) columns_ = ranges.back();
    if (ranges.size() == 2 || !has_columns) rows_ = ranges.front();
    column_count_ = has_columns ? loopCount(f_, columns_) : f_.word(1);
    row_count_ = rows_.valid() ? loopCount(f_, rows_) : f_.word(1);
    chooseShape();
  }

  void run() {
    if (!columns_.valid()) return rowsOfTiles(nullptr, 1);
    makeRoomForPacks();
    llvm::Value* width = f_.word(lanes_ * vectors_);
    llvm::Value* whole = f_.b.CreateSub(column_count_, f_.b.CreateURem(column_count_, width));
    walk(f_.word(0), whole, lanes_ * vectors_, [&](llvm::Value* column) { rowsOfTiles(column, vectors_); });
    walk(whole, column_count_, lanes_, [&](llvm::Value* column) { rowsOfTiles(column, 1); });
    for (llvm::Value* buffer : buffers_)
      f_.callRuntime("kr_buffer_release", {f_.context, f_.b.CreatePtrToInt(buffer, f_.i64())});
  }

 private:
  void chooseShape() {
    RegionFacts facts;
    collect(f_, f_.inst(id_).regions[0], facts);
    lanes_ = columns_.valid() ? f_.m.vectorBytes() / facts.widest : 1;
    height_ = !rows_.valid() ? 1 : columns_.valid() ? kRows : kRowsAlone;
    const int registers = f_.m.vectorBytes() >= kRegisterBytes ? kCarriedRegisters : kCarriedRegisters / 2;
    vectors_ = columns_.valid() ? kMostVectors : 1;
    const auto isTooMuch = [&] {
      const int copies = vectors_ * height_;
      return copies * facts.carried > registers || copies * facts.computed > kMostCopies;
    };
    while (vectors_ > 1 && isTooMuch()) vectors_ /= 2;
    while (!columns_.valid() && height_ > 1 && isTooMuch()) height_ /= 2;
  }

  // The call owns the memory, so that an interrupt does not leave it behind.
  void makeRoomForPacks() {
    for (const nests::PackedAccess& packed : packs_) {
      llvm::Value* count = boundsOf(f_, packed.loop).count;
      const int64_t bytes = int64_t{lanes_} * vectors_ * ir::dtypeBytes(f_.typeData(packed.access.array).dtype);
      buffers_.push_back(f_.callRuntime("kr_buffer_new", {f_.b.CreateMul(count, f_.word(bytes))}));
      llvm::Value* data = f_.b.CreateConstInBoundsGEP1_64(f_.b.getInt8Ty(), buffers_.back(), offsetof(kr_buffer, data));
      memory_[packed.access.inst] = f_.b.CreateLoad(f_.b.getPtrTy(), data);
    }
  }

  // for position in range(first, limit, step)
  template <typename Body>
  void walk(llvm::Value* first, llvm::Value* limit, int step, const Body& body) {
    llvm::BasicBlock* before = f_.b.GetInsertBlock();
    llvm::BasicBlock* head = f_.newBlock("tiles");
    llvm::BasicBlock* inside = f_.newBlock("tile");
    llvm::BasicBlock* end = f_.newBlock("tiles.end");
    f_.b.CreateBr(head);
    f_.b.SetInsertPoint(head);
    llvm::PHINode* position = f_.b.CreatePHI(f_.i64(), 2);
    position->addIncoming(first, before);
    f_.b.CreateCondBr(f_.b.CreateICmpSLT(position, limit), inside, end);
    f_.b.SetInsertPoint(inside);
    body(position);
    position->addIncoming(f_.b.CreateAdd(position, f_.word(step), "", true, true), f_.b.GetInsertBlock());
    f_.b.CreateBr(head);
    f_.b.SetInsertPoint(end);
  }

  void rowsOfTiles(llvm::Value* column, int vectors) {
    TileShape shape{.rows = height_,
                    .vectors = vectors,
                    .lanes = static_cast<unsigned>(lanes_),
                    .row_items = {},
                    .first_column = columns_.valid() ? iterationItem(f_, columns_, column)[0] : nullptr,
                    .mask = columns_.valid() && (vectors < vectors_ || vectors_ == 1) ? maskFrom(column) : nullptr};
    for (const nests::PackedAccess& packed : packs_) TileBody(f_, id_, shape, memory_).pack(packed);
    walk(f_.word(0), row_count_, height_, [&](llvm::Value* row) {
      f_.poll(ir::Poll::Iteration, ir::Poll::Iteration);
      shape.row_items = itemsOfRows(row);
      TileBody(f_, id_, shape, memory_).lower();
    });
  }

  std::vector<llvm::Value*> itemsOfRows(llvm::Value* row) {
    std::vector<llvm::Value*> items;
    llvm::Value* last = f_.b.CreateSub(row_count_, f_.word(1), "", true, true);
    for (int k = 0; rows_.valid() && k < height_; ++k) {
      llvm::Value* position = f_.b.CreateAdd(row, f_.word(k), "", true, true);
      items.push_back(iterationItem(f_, rows_, f_.b.CreateBinaryIntrinsic(llvm::Intrinsic::smin, position, last))[0]);
    }
    return items;
  }

  // Lanes below the number of columns that are left.
  llvm::Value* maskFrom(llvm::Value* column) {
    llvm::SmallVector<llvm::Constant*, 16> numbers;
    for (int lane = 0; lane < lanes_; ++lane) numbers.push_back(f_.word(lane));
    llvm::Value* left = f_.b.CreateSub(column_count_, column, "", true, true);
    llvm::Value* splat = f_.b.CreateVectorSplat(static_cast<unsigned>(lanes_), left);
    return f_.b.CreateICmpSLT(llvm::ConstantVector::get(numbers), splat);
  }

  FunctionLowering& f_;
  const InstId id_;
  const std::vector<nests::PackedAccess> packs_;
  std::vector<llvm::Value*> buffers_;
  PackedMemory memory_;
  ValueId rows_;  // ranges; invalid: one row
  ValueId columns_;
  llvm::Value* row_count_;
  llvm::Value* column_count_;
  int lanes_ = 1;
  int vectors_ = 1;
  int height_ = 1;
};

}  // namespace

void lower_tile(FunctionLowering& f, InstId id) { TileLoops(f, id).run(); }

}  // namespace krait::lower
