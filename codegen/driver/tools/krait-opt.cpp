// krait-opt: reads IR text, runs passes by name, prints what comes out. The tests of single passes are made
// with it.
//
//   krait-opt FILE -p recover-structure,drop-dead     FILE may be - for standard input
//   -print-before=PASS -print-after=PASS (or all) -print-changed -stop-after=PASS -dump=FOLDER
//   -ranges        print source ranges
//   -no-verify     neither the input nor what a pass leaves is verified
//   -verify-only   only verify
//   -infer         first infer the types of the first function, for the types its parameters are written with, and of
//                  what it calls; the passes then run on the typed functions
//   -expr          the text is an expression, as krait.evaluate takes it, not IR
//   -lower         in the end print LLVM IR instead
//   -no-boundscheck -wrap -fastmath   the options of @jit that lowering sees
//   -time          microseconds per pass, to standard error
//   --list-passes
#include <cstdio>
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "codegen/driver/text_functions.h"
#include "codegen/passes/pass_list.h"
#include "frontend/expr/build_expression.h"
#include "frontend/ir/parse.h"
#include "frontend/ir/pass.h"
#include "frontend/ir/print.h"
#include "frontend/ir/verify.h"
#include "frontend/passes/pass_list.h"
#include "frontend/support/diagnostics.h"

namespace {

using namespace krait;

struct CommandLine {
  std::string file = "-";
  std::vector<std::string> passes;
  ir::PassOptions options;
  bool verify_only = false;
  bool list_passes = false;
  bool time = false;
  bool infer = false;
  bool expression = false;
  bool lower = false;
  Options language;
};

std::vector<std::string> splitAtCommas(const std::string& text) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, ',');) parts.push_back(part);
  return parts;
}

bool startsWith(const std::string& text, std::string_view prefix, std::string& rest) {
  if (!text.starts_with(prefix)) return false;
  rest = text.substr(prefix.size());
  return true;
}

void readFlag(const std::string& flag, CommandLine& line) {
  std::string value;
  if (startsWith(flag, "-print-before=", value)) {
    line.options.print_before.insert(value);
  } else if (startsWith(flag, "-print-after=", value)) {
    line.options.print_after.insert(value);
  } else if (startsWith(flag, "-stop-after=", value)) {
    line.options.stop_after = value;
  } else if (startsWith(flag, "-dump=", value)) {
    line.options.dump_folder = value;
  } else if (flag == "-print-changed") {
    line.options.print_changed = true;
  } else if (flag == "-ranges") {
    line.options.print.ranges = true;
  } else if (flag == "-no-verify") {
    line.options.verify = false;
  } else if (flag == "-verify-only") {
    line.verify_only = true;
  } else if (flag == "-time") {
    line.time = true;
  } else if (flag == "-infer") {
    line.infer = true;
  } else if (flag == "-expr") {
    line.expression = true;
  } else if (flag == "-lower") {
    line.lower = true;
  } else if (flag == "-no-boundscheck") {
    line.language.boundscheck = false;
  } else if (flag == "-wrap") {
    line.language.overflow_checks = false;
  } else if (flag == "-fastmath") {
    line.language.fastmath = parseFastmath("fast");
  } else if (flag == "--list-passes") {
    line.list_passes = true;
  } else {
    throw std::runtime_error("unknown option " + flag);
  }
}

CommandLine readCommandLine(const std::vector<std::string>& arguments) {
  CommandLine line;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (argument == "-p") {
      if (++i == arguments.size()) throw std::runtime_error("-p takes names of passes");
      line.passes = splitAtCommas(arguments[i]);
    } else if (argument.starts_with('-') && argument != "-") {
      readFlag(argument, line);
    } else {
      line.file = argument;
    }
  }
  line.options.print = driver::catalogueNames(line.options.print);
  line.options.output = [](std::string_view text) { std::cout << text; };
  return line;
}

std::string readInput(const std::string& file) {
  if (file == "-") return {std::istreambuf_iterator<char>(std::cin), {}};
  std::ifstream stream(file);
  if (!stream) throw std::runtime_error(file + " can't be read");
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<ir::Pass> allPasses() {
  std::vector<ir::Pass> all(passes::functionPasses().begin(), passes::functionPasses().end());
  all.insert(all.end(), passes::typedPasses().begin(), passes::typedPasses().end());
  return all;
}

std::vector<ir::Pass> findPasses(const std::vector<std::string>& names) {
  std::vector<ir::Pass> found;
  for (const std::string& name : names) {
    const size_t before = found.size();
    for (const ir::Pass& pass : allPasses()) {
      if (pass.name == name) found.push_back(pass);
    }
    if (found.size() == before)
      throw std::runtime_error("there is no pass '" + name + "'; see --list-passes");
  }
  return found;
}

void parseInput(const CommandLine& line, ir::Module& module) {
  const std::string text = readInput(line.file);
  if (line.expression) return void(expr::buildExpression({text}, module));
  if (line.infer) return driver::inferText(module, text, line.language);
  if (const auto error = ir::parse(text, module, driver::catalogueParseOptions()))
    throw std::runtime_error(line.file + ":" + ir::errorText(*error));
}

// Says of each function that is not valid why.
void verifyAll(const ir::Module& module) {
  std::string failures;
  for (const auto& function : module.functions) {
    const auto failure = ir::verify(module, *function);
    if (failure) failures += "\n\"" + function->name + "\": " + *failure;
  }
  if (!failures.empty()) throw std::runtime_error("invalid IR" + failures);
}

void runPasses(const CommandLine& line, ir::Module& module) {
  const std::vector<ir::Pass> found = findPasses(line.passes);
  StageClock clock;
  ir::PassOptions options = line.options;
  if (line.time) options.clock = &clock;
  ir::PassManager manager(options);
  for (const auto& function : module.functions) manager.run(found, module, *function);
  for (const StageClock::Row& row : clock.rows()) std::cerr << row.name << " " << row.microseconds << " us\n";
}

void run(const CommandLine& line) {
  if (line.list_passes) {
    for (const ir::Pass& pass : allPasses()) std::cout << pass.name << "\n";
    return;
  }
  ir::Module module;
  parseInput(line, module);
  module.approximates_math = (line.language.fastmath & kApproximate) != 0;
  if (line.options.verify || line.verify_only) verifyAll(module);
  if (line.verify_only) return;
  runPasses(line, module);
  std::cout << (line.lower ? driver::lowerToText(module, line.language) : ir::print(module, line.options.print));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    run(readCommandLine({argv + 1, argv + argc}));
    return 0;
  } catch (const CompileFailure& failure) {
    std::cerr << "krait-opt: error: " << renderDiagnostic(failure.diagnostic(), {}) << "\n";
  } catch (const std::exception& error) {
    std::cerr << "krait-opt: error: " << error.what() << "\n";
  }
  return 1;
}
