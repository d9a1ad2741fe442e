// Code objects for the tests of the bytecode front end, compiled by the Python on the path.
#pragma once

#include <string>
#include <vector>

#include "frontend/bytecode/code_object.h"
#include "frontend/ir/function.h"

namespace krait::bytecode {

// The code objects of all functions of the source, outer before inner; handles count from 1.
[[nodiscard]] std::vector<CodeObject> compilePython(ir::Module&, const std::string& source);

// What dump_code_object.py prints, given these arguments.
[[nodiscard]] std::string runDumpScript(const std::string& arguments);

// The one of that qualified name.
[[nodiscard]] const CodeObject& findCode(const std::vector<CodeObject>&, std::string_view name);

// Builds the first function of the source.
[[nodiscard]] const ir::Function& buildPython(ir::Module&, const std::string& source);

// The printed IR of the first function, between its braces. Fails the test if the IR does not verify.
[[nodiscard]] std::string bodyOf(const std::string& source);

// "kind: message" of the diagnostic that ends the building of the first function; fails the test if there is
// none.
[[nodiscard]] std::string failureOf(const std::string& source);

// The same for one code object.
[[nodiscard]] std::string failureOf(ir::Module&, const CodeObject&);

}  // namespace krait::bytecode
