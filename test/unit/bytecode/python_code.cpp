// Runs test/tools/dump_code_object.py and reads what it prints.
#include "test/unit/bytecode/python_code.h"

#include <gtest/gtest.h>

#include <bit>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <unistd.h>

#include "frontend/bytecode/build_function.h"
#include "frontend/ir/print.h"
#include "frontend/ir/verify.h"
#include "frontend/support/diagnostics.h"

namespace krait::bytecode {
namespace {

// The script's output for `source`, which goes through a temporary file.
std::string dump(const std::string& source) {
  std::string path = (std::filesystem::temp_directory_path() / "krait_source_XXXXXX").string();
  const int file = mkstemp(path.data());
  EXPECT_GE(file, 0);
  std::ofstream(path) << source;
  std::string output = runDumpScript("< " + path);
  close(file);
  std::filesystem::remove(path);
  return output;
}

class Reader {
 public:
  Reader(ir::Module& module, const std::string& text) : module_(module), in_(text) {}

  std::vector<CodeObject> run() {
    std::vector<CodeObject> functions;
    for (std::string field; in_ >> field;) {
      if (field == "function") {
        functions.emplace_back();
      } else {
        readField(functions.back(), field);
      }
    }
    return functions;
  }

 private:
  void readField(CodeObject& code, const std::string& field) {
    if (field == "version") in_ >> code.version.major >> code.version.minor;
    if (field == "name") code.name = text();
    if (field == "file") code.file = text();
    if (field == "first_line") in_ >> code.first_line;
    if (field == "handle") in_ >> code.handle;
    if (field == "counts")
      in_ >> code.argument_count >> code.positional_only_count >> code.keyword_only_count;
    if (field == "flags") in_ >> code.flags;
    if (field == "stack_size") in_ >> code.stack_size;
    if (field == "code") code.code = bytes();
    if (field == "exception_table") code.exception_table = bytes();
    if (field == "positions") readPositions(code);
    if (field == "constants") code.constants = constants();
    if (field == "names") code.names = texts();
    if (field == "varnames") code.local_names = texts();
    if (field == "cellvars") code.cell_names = texts();
    if (field == "freevars") code.free_names = texts();
  }

  template <typename T>
  T next() {
    T value{};
    in_ >> value;
    return value;
  }

  std::vector<uint8_t> bytes() {
    const std::string digits = next<std::string>().substr(1);
    std::vector<uint8_t> result;
    for (size_t i = 0; i < digits.size(); i += 2) {
      result.push_back(static_cast<uint8_t>(std::stoi(digits.substr(i, 2), nullptr, 16)));
    }
    return result;
  }

  std::string text() {
    const std::vector<uint8_t> raw = bytes();
    return {raw.begin(), raw.end()};
  }

  std::vector<std::string> texts() {
    std::vector<std::string> result(next<size_t>());
    for (std::string& item : result) item = text();
    return result;
  }

  void readPositions(CodeObject& code) {
    code.positions.resize(next<size_t>());
    for (Position& at : code.positions) in_ >> at.line >> at.end_line >> at.column >> at.end_column;
  }

  std::vector<ir::ConstId> constants() {
    std::vector<ir::ConstId> result(next<size_t>());
    for (ir::ConstId& id : result) id = module_.constants.intern(constant());
    return result;
  }

  double real() {
    return std::bit_cast<double>(static_cast<uint64_t>(std::stoull(next<std::string>(), nullptr, 16)));
  }

  ir::Constant constant() {
    switch (next<char>()) {
    case 'N': return ir::noneConstant();
    case 'E': return {.kind = ir::ConstKind::Ellipsis};
    case 'B': return ir::boolConstant(next<int>() != 0);
    case 'I': return ir::intConstant(next<int64_t>());
    case 'D': return ir::floatConstant(real());
    case 'C': return complexConstant();
    case 'S': return ir::textConstant(ir::ConstKind::Str, text());
    case 'T': return ir::tupleConstant(constants());
    case 'K': return codeConstant();
    default: return ir::textConstant(ir::ConstKind::Unsupported, text());
    }
  }

  ir::Constant complexConstant() {
    const double real_part = real();
    return ir::complexConstant(real_part, real());
  }

  ir::Constant codeConstant() {
    const uint32_t handle = next<uint32_t>();
    return ir::textConstant(ir::ConstKind::Code, text(), handle);
  }

  ir::Module& module_;
  std::istringstream in_;
};

std::string describe(const CompileFailure& failure) {
  return std::string(diagName(failure.diagnostic().kind)) + ": " + failure.diagnostic().message;
}

}  // namespace

std::string runDumpScript(const std::string& arguments) {
  const std::string command = "python3.11 " KRAIT_SOURCE_DIR "/test/tools/dump_code_object.py " + arguments;
  FILE* pipe = popen(command.c_str(), "r");
  std::string output;
  char buffer[4096];
  for (size_t n = 0; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) output.append(buffer, n);
  EXPECT_EQ(pclose(pipe), 0) << command;
  return output;
}

std::vector<CodeObject> compilePython(ir::Module& module, const std::string& source) {
  return Reader(module, dump(source)).run();
}

const CodeObject& findCode(const std::vector<CodeObject>& functions, std::string_view name) {
  for (const CodeObject& code : functions) {
    if (code.name == name) return code;
  }
  throw std::runtime_error("no function " + std::string(name));
}

const ir::Function& buildPython(ir::Module& module, const std::string& source) {
  const std::vector<CodeObject> functions = compilePython(module, source);
  return module[buildFunction(functions.at(0), module)];
}

std::string bodyOf(const std::string& source) {
  ir::Module module;
  const ir::Function& function = buildPython(module, source);
  EXPECT_EQ(ir::verify(module, function), std::nullopt) << ir::print(module, function);
  const std::string text = ir::print(module, function);
  const size_t begin = text.find('\n') + 1;
  return text.substr(begin, text.rfind('}') - begin);
}

std::string failureOf(ir::Module& module, const CodeObject& code) {
  try {
    buildFunction(code, module);
  } catch (const CompileFailure& failure) {
    return describe(failure);
  }
  ADD_FAILURE() << "no diagnostic";
  return {};
}

std::string failureOf(const std::string& source) {
  ir::Module module;
  const std::vector<CodeObject> functions = compilePython(module, source);
  return failureOf(module, functions.at(0));
}

}  // namespace krait::bytecode
