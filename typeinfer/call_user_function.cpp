// The operands of a call of a user's function, in order: what a nested function was made with, then one per parameter.
// Those that are not given are defaults; of a nested function they stand in the tuple that is the first of its values.
#include "typeinfer/call_user_function.h"

#include <algorithm>

#include "frontend/support/check.h"
#include "typeinfer/generators.h"
#include "typeinfer/library.h"
#include "typeinfer/list.h"

namespace krait::infer {
namespace {

using ir::InstId;
using ir::Op;
using ir::TypeId;
using ir::TypeKind;
using ir::ValueId;

// Where an operand comes from.
enum class Source : uint8_t { Value, Constant, Captured, ClosureDefault, Rest };

struct UserArgument {
  Source source = Source::Value;
  ValueId value;          // Value
  ir::ConstId constant;   // Constant
  uint32_t position = 0;  // Captured: element of the closure; ClosureDefault: of its tuple of defaults
  TypeId type;            // invalid: not bound yet
};

bool isFold(const ir::Constant& callee) { return callee.kind == ir::ConstKind::Code && callee.integer != 0; }

// The code of a generator expression takes what its consumer was given; its iterator is among the captured values.
std::vector<ir::Parameter> calledWith(Typing& t, ir::ConstId callee) {
  const ir::Constant constant = t.module.constants[callee];
  return isFold(constant) ? foldParameters(t.module, constant) : t.inference.provider().parameters(callee);
}

class UserCall {
 public:
  UserCall(Typing& t, InstId inst, ir::ConstId callee, std::optional<ValueId> closure, const CallArguments& given)
      : t_(t), inst_(inst), callee_(callee), closure_(closure), given_(given), name_(t.module.constants[callee].text),
        parameters_(calledWith(t, callee)),
        is_library_(ir::isLibraryFunction(t.module.constants[callee])) {}

  Flow run();

 private:
  void addCaptured();
  void bindPositional();
  void bindKeywords();
  void bindDefaults();
  void bindClosureDefaults();
  void bindRest();
  [[nodiscard]] size_t positionalCount() const;
  [[nodiscard]] UserArgument& bound(size_t parameter) { return arguments_[captured_ + parameter]; }
  [[nodiscard]] TypeId passedType(const ir::Parameter& parameter, TypeId type) const;
  [[nodiscard]] TypeId operandType(size_t k) const;
  [[nodiscard]] ValueId materialize(const UserArgument& argument) const;
  [[nodiscard]] ValueId restTuple() const;
  void checkKept() const;
  void refuseGenerators() const;
  [[nodiscard]] std::string parametersText() const;
  [[noreturn]] void wrong(const std::string& what) const { t_.error(DiagKind::wrong_arguments, inst_, {name_, what, parametersText()}); }

  Typing& t_;
  const InstId inst_;
  const ir::ConstId callee_;
  const std::optional<ValueId> closure_;
  const CallArguments& given_;
  const std::string name_;
  const std::vector<ir::Parameter> parameters_;
  const bool is_library_;
  std::vector<UserArgument> arguments_;
  size_t captured_ = 0;
};

// A captured tuple of defaults keeps what is known of them: so a function that calls itself sees the same constants.
void UserCall::addCaptured() {
  if (!closure_) return;
  const std::vector<TypeId> elements = t_.typeData(*closure_).elements;
  for (size_t k = 1; k < elements.size(); ++k) {
    arguments_.push_back({.source = Source::Captured, .position = static_cast<uint32_t>(k), .type = elements[k]});
  }
  captured_ = arguments_.size();
}

std::string UserCall::parametersText() const {
  std::string names;
  for (const ir::Parameter& each : parameters_) {
    names += (names.empty() ? "" : ", ") + std::string(each.variadic ? "*" : "") + t_.module.names[each.name];
  }
  return "It takes (" + names + ").";
}

size_t UserCall::positionalCount() const {
  return static_cast<size_t>(std::ranges::count_if(
      parameters_, [](const ir::Parameter& each) { return !each.keyword_only && !each.variadic; }));
}

void UserCall::bindPositional() {
  const size_t direct = std::min(given_.positional.size(), positionalCount());
  const bool takes_rest = !parameters_.empty() && parameters_.back().variadic;
  if (direct < given_.positional.size() && !takes_rest) {
    wrong("takes " + std::to_string(direct) + " positional arguments but " + std::to_string(given_.positional.size()) +
          " were given");
  }
  for (size_t k = 0; k < direct; ++k) {
    bound(k) = {.value = given_.positional[k].value, .type = given_.positional[k].type};
  }
}

void UserCall::bindKeywords() {
  for (size_t k = 0; k < given_.keywords.size(); ++k) {
    const std::string& keyword = given_.keyword_names[k];
    const auto found = std::ranges::find_if(parameters_, [&](const ir::Parameter& each) {
      return !each.variadic && t_.module.names[each.name] == keyword;
    });
    if (found == parameters_.end()) wrong("got an unexpected keyword argument '" + keyword + "'");
    UserArgument& argument = bound(static_cast<size_t>(found - parameters_.begin()));
    if (argument.type.valid()) wrong("got multiple values for argument '" + keyword + "'");
    argument = {.value = given_.keywords[k].value, .type = given_.keywords[k].type};
  }
}

// The tuple holds the defaults of the last positional parameters, then those of the keyword-only ones that the code names.
void UserCall::bindClosureDefaults() {
  const std::vector<TypeId> defaults = t_.module.types[t_.typeData(*closure_).elements[0]].elements;
  const std::vector<ir::ConstId>& facts = t_.module.constants[callee_].elements;
  const std::vector<ir::ConstId> names = facts.empty() ? facts : t_.module.constants[facts[0]].elements;
  const auto bind = [&](size_t parameter, size_t position) {
    if (bound(parameter).type.valid()) return;
    bound(parameter) = {.source = Source::ClosureDefault, .position = static_cast<uint32_t>(position), .type = defaults[position]};
  };
  CHECK(names.size() <= defaults.size(), "a default for each name");
  const size_t positional = defaults.size() - names.size();
  for (size_t k = 0; k < positional; ++k) bind(positionalCount() - positional + k, k);
  for (size_t k = 0; k < names.size(); ++k) {
    const std::string& name = t_.module.constants[names[k]].text;
    for (size_t p = 0; p < parameters_.size(); ++p) {
      if (parameters_[p].keyword_only && t_.module.names[parameters_[p].name] == name) bind(p, positional + k);
    }
  }
}

void UserCall::bindDefaults() {
  if (closure_) bindClosureDefaults();
  for (size_t p = 0; p < parameters_.size(); ++p) {
    if (bound(p).type.valid()) continue;
    const ir::ConstId value = parameters_[p].default_value;
    if (!value.valid()) wrong("is missing the argument '" + t_.module.names[parameters_[p].name] + "'");
    bound(p) = {.source = Source::Constant, .constant = value, .type = constantType(t_.module, value)};
  }
}

// What is left of the positional arguments goes to the *parameter.
void UserCall::bindRest() {
  if (parameters_.empty() || !parameters_.back().variadic) return;
  std::vector<TypeId> types;
  for (size_t k = positionalCount(); k < given_.positional.size(); ++k) {
    types.push_back(passedType(parameters_.back(), given_.positional[k].type));
  }
  bound(parameters_.size() - 1) = {.source = Source::Rest, .type = t_.module.types.tuple(types)};
}

ValueId UserCall::restTuple() const {
  std::vector<ValueId> values;
  const std::vector<TypeId> types = t_.module.types[arguments_.back().type].elements;
  const SourceRange range = t_.function[inst_].range;
  for (size_t k = 0; k < types.size(); ++k) {
    values.push_back(t_.convert(given_.positional[positionalCount() + k].value, types[k], range));
  }
  return t_.emit(Op::build_tuple, std::move(values), arguments_.back().type, 0, range);
}

ValueId UserCall::materialize(const UserArgument& argument) const {
  const SourceRange range = t_.function[inst_].range;
  switch (argument.source) {
    case Source::Value: return argument.value;
    case Source::Constant: return t_.emitConstant(argument.constant, range);
    case Source::Captured: return t_.emit(Op::extract, {*closure_}, argument.type, argument.position, range);
    case Source::ClosureDefault: {
      const ValueId defaults = t_.emit(Op::extract, {*closure_}, t_.typeData(*closure_).elements[0], 0, range);
      return t_.emit(Op::extract, {defaults}, argument.type, argument.position, range);
    }
    case Source::Rest: return restTuple();
  }
  CHECK(false, "a source of an argument");
}

// Arguments are specialised on their types; numbers known at compile time are not part of the type, except for a library
// function and for what a fold starts from.
TypeId UserCall::passedType(const ir::Parameter& parameter, TypeId type) const {
  if (isFold(t_.module.constants[callee_])) return type;
  return is_library_ ? libraryArgumentType(t_.module, parameter, type) : widen(t_.module, type);
}

// What a nested function keeps of the functions that it calls is part of its types.
TypeId UserCall::operandType(size_t k) const {
  const UserArgument& argument = arguments_[k];
  if (argument.source != Source::Captured) return passedType(parameters_[k - captured_], argument.type);
  const bool is_kept = t_.module.types.kind(argument.type) == TypeKind::Tuple;
  return is_kept ? argument.type : widen(t_.module, argument.type);
}

bool holdsFunction(const ir::Module& module, TypeId id) {
  const ir::Type& type = module.types[id];
  return type.kind == TypeKind::Closure ||
         std::ranges::any_of(type.elements, [&](TypeId element) { return holdsFunction(module, element); });
}

// A function made with a variable that changes later may be called, but nothing may be kept of it.
void UserCall::checkKept() const {
  if (!holdsFunction(t_.module, t_.type(t_.function[inst_].results[0]))) return;
  for (const ValueId operand : t_.function[inst_].operands) {
    const InstId made = t_.function[operand].inst;
    const bool is_late = made.valid() && t_.function[made].op == Op::make_function && t_.function[made].inplace;
    if (!is_late) continue;
    t_.error(DiagKind::captured_variable_changes, inst_, {t_.text(t_.type(operand))});
  }
}

// What a function does with a generator is not followed.
void UserCall::refuseGenerators() const {
  for (const UserArgument& argument : arguments_) {
    if (argument.source == Source::Captured || !isGenerator(t_.module, argument.type)) continue;
    t_.error(DiagKind::argument_type, inst_, {name_, t_.text(argument.type), "Consume it here, by sum(), any(), min() ..."});
  }
}

Flow UserCall::run() {
  addCaptured();
  arguments_.resize(captured_ + parameters_.size());
  bindPositional();
  bindKeywords();
  bindRest();
  bindDefaults();
  std::vector<TypeId> types;
  for (size_t k = 0; k < arguments_.size(); ++k) types.push_back(closedType(t_.module, operandType(k)));
  if (waitsForItems(t_, inst_, types)) return t_.passOver(inst_);
  refuseGenerators();
  const ir::FuncId instance = t_.inference.instance({callee_, types}, t_.id, t_.place(inst_));
  t_.setResult(inst_, t_.module[instance].result_type);
  checkKept();
  if (!t_.finalizing) return Flow::Next;
  t_.noteCallee(instance);
  std::vector<ValueId> operands;
  for (size_t k = 0; k < arguments_.size(); ++k) {
    operands.push_back(t_.convert(materialize(arguments_[k]), types[k], t_.function[inst_].range));
  }
  t_.function[inst_].op = Op::call_direct;
  t_.function[inst_].attribute = instance.index;
  t_.function[inst_].operands = std::move(operands);
  return Flow::Next;
}

}  // namespace

Flow callUserFunction(Typing& t, InstId inst, ir::ConstId callee, std::optional<ValueId> closure,
                      const CallArguments& given) {
  return UserCall(t, inst, callee, closure, given).run();
}

}  // namespace krait::infer
