// The printer: one walk over the function, with the names that Numbering gave out before.
#include "frontend/ir/print.h"

#include <algorithm>
#include <span>

#include "frontend/ir/constant_text.h"
#include "frontend/ir/numbering.h"
#include "frontend/ir/type_text.h"

namespace krait::ir {
namespace {

class Printer {
 public:
  Printer(const Module& module, const Function& function, const PrintOptions& options)
      : module_(module), function_(function), options_(options), numbering_(module, function) {}

  std::string run() {
    printHeader();
    for (const BlockId block : function_.layout) {
      if (!function_.structured) printBlockHead(block);
      printInsts(block);
    }
    return text_ + "}\n";
  }

 private:
  void printHeader();
  void printSignature();
  void printBlockHead(BlockId block);
  void printInsts(BlockId block);
  void printInst(const Inst& inst);
  void printAttribute(const Inst& inst);
  void printTargets(const Inst& inst);
  void printStructured(const Inst& inst, InstId id);
  void printStarts(const Inst& inst);
  void printRegion(BlockId block);
  void printRange(const Inst& inst);

  [[nodiscard]] std::string nameText(NameId id) const;
  [[nodiscard]] std::string constantOrMark(ConstId id) const;
  [[nodiscard]] bool isEmptyElse(const Inst& inst) const;
  [[nodiscard]] bool isTyped(ValueId id) const;
  [[nodiscard]] std::string typed(ValueId id) const;
  [[nodiscard]] std::string list(std::span<const ValueId> values) const;
  [[nodiscard]] std::string typedList(std::span<const ValueId> values) const;
  [[nodiscard]] std::string initialised(std::span<const ValueId> parameters,
                                        std::span<const ValueId> values) const;
  [[nodiscard]] std::string resultTypes(const Inst& inst) const;
  void indent() { text_.append(static_cast<size_t>(depth_) * 2, ' '); }

  const Module& module_;
  const Function& function_;
  const PrintOptions& options_;
  const Numbering numbering_;
  std::string text_;
  int depth_ = 1;
};

bool Printer::isTyped(ValueId id) const {
  return id.index < function_.valueCount() && function_[id].type.valid() &&
         function_[id].type != module_.types.never;
}

std::string Printer::typed(ValueId id) const {
  return numbering_.value(id) + (isTyped(id) ? ": " + typeText(module_, function_[id].type) : "");
}

std::string Printer::list(std::span<const ValueId> values) const {
  std::string text;
  for (size_t i = 0; i < values.size(); ++i) text += (i == 0 ? "" : ", ") + numbering_.value(values[i]);
  return text;
}

std::string Printer::typedList(std::span<const ValueId> values) const {
  std::string text;
  for (size_t i = 0; i < values.size(); ++i) text += (i == 0 ? "" : ", ") + typed(values[i]);
  return text;
}

// `%s.5: float64 = %s.2, ...`; a count that does not match (broken IR) shows as a missing side.
std::string Printer::initialised(std::span<const ValueId> parameters, std::span<const ValueId> values) const {
  std::string text;
  for (size_t i = 0; i < std::max(parameters.size(), values.size()); ++i) {
    text += i == 0 ? "" : ", ";
    text += i < parameters.size() ? typed(parameters[i]) : "%?";
    text += " = " + (i < values.size() ? numbering_.value(values[i]) : "%?");
  }
  return text;
}

// The types of all results where one has a type, else nothing.
std::string Printer::resultTypes(const Inst& inst) const {
  bool any = false;
  std::string text;
  for (size_t i = 0; i < inst.results.size(); ++i) {
    any |= isTyped(inst.results[i]);
    text += (i == 0 ? " : " : ", ") + typeText(module_, function_[inst.results[i]].type);
  }
  return any ? text : "";
}

void Printer::printHeader() {
  text_ += std::string("func ") + (function_.structured ? "structured " : "") + (function_.parallel ? "parallel " : "") +
           (function_.library ? "library " : "") + quoted(function_.name) + " ";
  printSignature();
  if (function_.result_type.valid() && function_.result_type != module_.types.never) {
    text_ += " -> " + typeText(module_, function_.result_type);
  }
  if (!function_.file.empty()) text_ += " file " + quoted(function_.file);
  if (function_.first_line != 0) text_ += " line " + std::to_string(function_.first_line);
  if (function_.handle != 0) text_ += " handle " + std::to_string(function_.handle);
  text_ += " {\n";
}

// Captured variables in brackets, then the parameters as Python writes them: `/` after the positional-only
// parameters, `*` before the keyword-only ones.
void Printer::printSignature() {
  if (function_.entry.index >= function_.blockCount()) return;
  const std::span<const ValueId> all = function_[function_.entry].parameters;
  const auto captured = std::min<size_t>(static_cast<size_t>(std::max(function_.captured, 0)), all.size());
  if (captured != 0) text_ += "[" + typedList(all.first(captured)) + "] ";
  text_ += "(";
  bool star_printed = false;
  for (size_t i = 0; i < all.size() - captured; ++i) {
    const Parameter parameter = i < function_.parameters.size() ? function_.parameters[i] : Parameter{};
    text_ += i == 0 ? "" : ", ";
    if (parameter.keyword_only && !star_printed) text_ += "*, ";
    if (parameter.variadic) text_ += "...";
    star_printed |= parameter.keyword_only;
    text_ += typed(all[captured + i]);
    if (parameter.default_value.valid()) text_ += " = " + constantText(module_, parameter.default_value);
    if (static_cast<int>(i) + 1 == function_.positional_only) text_ += ", /";
  }
  text_ += ")";
}

void Printer::printBlockHead(BlockId block) {
  if (block.index >= function_.blockCount()) return;
  text_ += numbering_.block(block);
  const std::vector<ValueId>& parameters = function_[block].parameters;
  if (block != function_.entry && !parameters.empty()) text_ += "(" + typedList(parameters) + ")";
  text_ += ":\n";
}

void Printer::printInsts(BlockId block) {
  if (block.index >= function_.blockCount()) return;
  for (const InstId id : function_[block].insts) {
    if (id.index >= function_.instCount()) continue;
    indent();
    const Inst& inst = function_[id];
    if (hasRegions(inst.op)) {
      printStructured(inst, id);
    } else {
      printInst(inst);
    }
    text_ += '\n';
  }
}

void Printer::printInst(const Inst& inst) {
  if (!inst.results.empty()) text_ += list(inst.results) + " = ";
  text_ += std::string(opInfo(inst.op).name) + (!inst.inplace ? "" : inst.op == Op::make_function ? ".late" : ".inplace");
  printAttribute(inst);
  if (opInfo(inst.op).attribute == Attribute::Label) {
    if (!inst.operands.empty()) text_ += "(" + list(inst.operands) + ")";
  } else if (!inst.operands.empty()) {
    text_ += " " + list(inst.operands);
  }
  printTargets(inst);
  text_ += resultTypes(inst);
  printRange(inst);
}

std::string Printer::nameText(NameId id) const {
  return id.index < module_.names.size() ? quoted(module_.names[id]) : "?";
}

std::string Printer::constantOrMark(ConstId id) const {
  return id.index < module_.constants.size() ? constantText(module_, id) : "?";
}

void Printer::printAttribute(const Inst& inst) {
  switch (opInfo(inst.op).attribute) {
  case Attribute::None: return;
  case Attribute::Constant: text_ += " " + constantOrMark(inst.constant()); return;
  case Attribute::Name: text_ += " " + nameText(inst.name()); return;
  case Attribute::Function:
    text_ += " " + (options_.builtin_name ? quoted(options_.builtin_name(inst.attribute))
                                          : std::to_string(inst.attribute));
    return;
  case Attribute::Number: text_ += " " + std::to_string(inst.attribute); return;
  case Attribute::Callee: text_ += " &" + std::to_string(inst.attribute); return;
  case Attribute::Label: text_ += " " + numbering_.label(inst.label()); return;
  }
}

void Printer::printTargets(const Inst& inst) {
  for (size_t i = 0; i < inst.targets.size(); ++i) {
    const Target& target = inst.targets[i];
    text_ += (i == 0 && inst.operands.empty() ? " " : ", ") + numbering_.block(target.block);
    if (!target.arguments.empty()) text_ += "(" + list(target.arguments) + ")";
  }
}

void Printer::printRange(const Inst& inst) {
  if (!options_.ranges || !inst.range.known()) return;
  text_ += " !" + std::to_string(inst.range.line) + ":" + std::to_string(inst.range.column) + "-" +
           std::to_string(inst.range.end_line) + ":" + std::to_string(inst.range.end_column);
}

// What stands before the brackets: a condition, an iterator, a shape ...
size_t operandsBeforeValues(Op op) {
  if (op == Op::if_ || op == Op::for_) return 1;
  return visitsElements(op) ? operandsBeforeInputs(op) : 0;
}

// The types of the results stand beside them, since the end of the op is lines away.
void Printer::printStructured(const Inst& inst, InstId id) {
  if (!inst.results.empty()) text_ += typedList(inst.results) + " = ";
  text_ += opInfo(inst.op).name;
  if (inst.op != Op::if_) text_ += " " + numbering_.label(id);
  if (inst.op == Op::reduce) text_ += " axes=" + std::to_string(inst.attribute);
  if (inst.is_parallel) printStarts(inst);
  if (inst.poll != Poll::None) text_ += inst.poll == Poll::Strip ? " poll=strip" : " poll=iteration";
  const bool has_private = inst.is_parallel && inst.operands.size() > 1 + inst.results.size();
  const size_t private_arrays = has_private ? inst.operands.size() - 1 - inst.results.size() : 0;
  const std::span<const ValueId> operands = std::span(inst.operands).first(inst.operands.size() - private_arrays);
  const std::span<const ValueId> parameters =
      inst.regions.empty() ? std::span<const ValueId>() : function_[inst.regions[0]].parameters;
  const size_t fixed = std::min(operandsBeforeValues(inst.op), operands.size());
  if (fixed != 0) text_ += " " + list(operands.first(fixed));
  const size_t own = inst.op == Op::for_ ? std::min<size_t>(2, parameters.size()) : 0;
  if (inst.op == Op::for_) text_ += " (" + typedList(parameters.first(own)) + ")";
  if (parameters.size() > own || operands.size() > fixed) {
    text_ += " (" + initialised(parameters.subspan(own), operands.subspan(fixed)) + ")";
  }
  if (private_arrays != 0) text_ += " private (" + list(std::span(inst.operands).last(private_arrays)) + ")";
  printRange(inst);
  for (size_t i = 0; i < inst.regions.size() && !(i == 1 && isEmptyElse(inst)); ++i) {
    if (i == 1) text_ += inst.op == Op::if_ ? " else" : " combine (" + typedList(function_[inst.regions[1]].parameters) + ")";
    text_ += " ";
    printRegion(inst.regions[i]);
  }
}

// parallel(unset, zero)
void Printer::printStarts(const Inst& inst) {
  text_ += " parallel(";
  for (size_t i = 0; i < inst.starts.size(); ++i) {
    text_ += (i == 0 ? "" : ", ") + std::string(chunkStartName(inst.starts[i]));
  }
  text_ += ")";
}

void Printer::printRegion(BlockId block) {
  text_ += "{\n";
  ++depth_;
  printInsts(block);
  --depth_;
  indent();
  text_ += "}";
}

// An else that only yields nothing is left out.
bool Printer::isEmptyElse(const Inst& inst) const {
  const Block& block = function_[inst.regions[1]];
  if (inst.op != Op::if_ || inst.regions.size() != 2 || block.insts.size() != 1) return false;
  const Inst& only = function_[block.insts[0]];
  return only.op == Op::yield && only.operands.empty() && block.parameters.empty();
}

}  // namespace

std::string print(const Module& module, const Function& function, const PrintOptions& options) {
  return Printer(module, function, options).run();
}

std::string print(const Module& module, const PrintOptions& options) {
  std::string text;
  for (const auto& function : module.functions)
    text += (text.empty() ? "" : "\n") + print(module, *function, options);
  return text;
}

}  // namespace krait::ir
