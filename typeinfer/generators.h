// Generator expressions: consumed where they are made, or refused.
#pragma once

#include <optional>

#include "typeinfer/call_site.h"

namespace krait::infer {

// Of a function made from a generator expression and its iterator; nothing has run yet.
[[nodiscard]] bool isGenerator(const ir::Module&, ir::TypeId);

// function(generator, ...): a call of the generator's code, compiled for that function (generator_fold.h). Nothing for a
// function that does not consume generators.
std::optional<Flow> consumeGenerator(Typing&, ir::InstId, std::string_view function, const CallArguments& given);

// The parameters of such code after its captured values and its iterator.
[[nodiscard]] std::vector<ir::Parameter> foldParameters(ir::Module&, const ir::Constant& code);

}  // namespace krait::infer
