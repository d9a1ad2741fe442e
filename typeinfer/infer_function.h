// The infer<Name> functions that the rows of functions.def and attributes.def name, declared from the tables.
#pragma once

#include "typeinfer/call_site.h"

namespace krait::infer {

#define KRAIT_FUNCTION(id, name, parameters, infer_name, lower_name, data) ir::TypeId infer##infer_name(CallSite&);
#include "typeinfer/functions.def"
#undef KRAIT_FUNCTION

#define KRAIT_ATTRIBUTE(id, owner, name, infer_name, lower_name) ir::TypeId infer##infer_name(Typing&, ir::InstId);
#include "typeinfer/attributes.def"
#undef KRAIT_ATTRIBUTE

}  // namespace krait::infer
