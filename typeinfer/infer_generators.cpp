// sum(x * x for x in a): which fold a call is, and its other argument.
#include "typeinfer/generators.h"

#include <algorithm>
#include <array>

#include "frontend/ir/generator_fold.h"
#include "typeinfer/call_user_function.h"

namespace krait::infer {
namespace {

using ir::GeneratorFold;
using ir::InstId;
using ir::TypeId;

// A way to call a consumer: the fold without another argument, or with one that has this name.
struct Consumer {
  std::string_view function;
  std::string_view other;
  GeneratorFold fold;
  bool positional = false;  // whether the other argument may come without its name
};

constexpr std::array kConsumers = {
    Consumer{"builtins.sum", "", GeneratorFold::Sum},
    Consumer{"builtins.sum", "start", GeneratorFold::Sum, true},
    Consumer{"math.prod", "", GeneratorFold::Product},
    Consumer{"math.prod", "start", GeneratorFold::Product},
    Consumer{"builtins.any", "", GeneratorFold::Any},
    Consumer{"builtins.all", "", GeneratorFold::All},
    Consumer{"builtins.min", "", GeneratorFold::Min},
    Consumer{"builtins.min", "key", GeneratorFold::MinByKey},
    Consumer{"builtins.min", "default", GeneratorFold::MinOrDefault},
    Consumer{"builtins.max", "", GeneratorFold::Max},
    Consumer{"builtins.max", "key", GeneratorFold::MaxByKey},
    Consumer{"builtins.max", "default", GeneratorFold::MaxOrDefault},
    Consumer{"builtins.next", "", GeneratorFold::Next},
    Consumer{"builtins.next", "default", GeneratorFold::NextOrDefault, true},
};

bool isCalledSo(const Consumer& consumer, std::string_view function, const CallArguments& given) {
  if (consumer.function != function) return false;
  const size_t others = given.positional.size() - 1 + given.keywords.size();
  if (consumer.other.empty()) return others == 0;
  if (others != 1) return false;
  return given.keywords.empty() ? consumer.positional
                                : given.keyword_names[0] == consumer.other && function != "builtins.next";
}

}  // namespace

bool isGenerator(const ir::Module& module, TypeId id) {
  const ir::Type& type = module.types[id];
  return type.kind == ir::TypeKind::Closure && module.constants[type.constant].text.ends_with("<genexpr>");
}

std::vector<ir::Parameter> foldParameters(ir::Module& module, const ir::Constant& code) {
  const auto fold = static_cast<GeneratorFold>(code.integer);
  std::vector<ir::Parameter> parameters(static_cast<size_t>(ir::foldParameters(fold)));
  for (ir::Parameter& parameter : parameters) {
    parameter.name = module.names.intern("start");
    if (fold == GeneratorFold::Sum) parameter.default_value = module.constants.intern(ir::intConstant(0));
    if (fold == GeneratorFold::Product) parameter.default_value = module.constants.intern(ir::intConstant(1));
  }
  return parameters;
}

std::optional<Flow> consumeGenerator(Typing& t, InstId inst, std::string_view function, const CallArguments& given) {
  const auto consumer = std::ranges::find_if(
      kConsumers, [&](const Consumer& each) { return isCalledSo(each, function, given); });
  if (consumer == kConsumers.end()) return std::nullopt;
  const GivenArgument generator = given.positional[0];
  ir::Constant code = t.module.constants[t.module.types[generator.type].constant];
  code.integer = static_cast<int64_t>(consumer->fold);
  CallArguments others;
  others.positional.assign(given.positional.begin() + 1, given.positional.end());
  others.positional.insert(others.positional.end(), given.keywords.begin(), given.keywords.end());
  return callUserFunction(t, inst, t.module.constants.intern(std::move(code)), generator.value, others);
}

}  // namespace krait::infer
