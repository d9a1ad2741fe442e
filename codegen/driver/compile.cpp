// The spine.
#include "codegen/driver/compile.h"

#include "codegen/driver/provide_functions.h"
#include "codegen/lower/lower_module.h"
#include "codegen/passes/drop_self_stores.h"
#include "codegen/passes/drop_unchanged.h"
#include "codegen/passes/fuse_elements.h"
#include "codegen/passes/fuse_stores.h"
#include "codegen/passes/inline_library.h"
#include "codegen/passes/mark_lanes.h"
#include "codegen/passes/mark_parallel.h"
#include "codegen/passes/place_polls.h"
#include "codegen/passes/place_releases.h"
#include "codegen/passes/reorder_nests.h"
#include "codegen/passes/select_into.h"
#include "codegen/passes/share_views.h"
#include "frontend/ir/print.h"
#include "frontend/ir/type_text.h"
#include "frontend/passes/drop_dead.h"
#include "frontend/support/check.h"
#include "llvm/IR/LLVMContext.h"
#include "typeinfer/function_table.h"
#include "typeinfer/infer.h"

namespace krait::driver {
namespace {

using ir::TypeId;

TypeId parseNotation(ir::Module& module, const std::string& text) {
  const std::optional<TypeId> type = ir::parseType(module, text);
  if (!type) fail(DiagKind::bad_signature, {}, {text, "it is not a type"});
  return *type;
}

std::vector<TypeId> argumentTypes(ir::Module& module, const CompileRequest& request) {
  std::vector<TypeId> types;
  for (const std::string& text : request.arguments) types.push_back(parseNotation(module, text));
  return types;
}

ir::ConstId rootConstant(ir::Module& module, const CompileRequest& request) {
  return module.constants.intern(ir::textConstant(ir::ConstKind::Function, request.name, request.function));
}

std::unique_ptr<BytecodeFunctions> makeProvider(ir::Module& module, Environment& environment, ir::PassManager& passes,
                                                const CompileRequest& request) {
  BytecodeFunctions functions(module, environment, passes, request.options);
  if (!request.expression) return std::make_unique<BytecodeFunctions>(std::move(functions));
  return std::make_unique<ExpressionFunctions>(std::move(functions), rootConstant(module, request), *request.expression);
}

// Typed IR to typed IR, per function.
void optimizeTyped(ir::Module& module, ir::PassManager& passes, std::vector<Diagnostic>& remarks) {
  const auto mark_parallel = [&](ir::Module& all, ir::Function& function) { passes::markParallel(all, function, remarks); };
  for (const auto& function : module.functions) {
    passes.run("drop-dead", passes::dropDead, module, *function);
    passes.run("drop-self-stores", passes::dropSelfStores, module, *function);
    passes.run("drop-unchanged", passes::dropUnchanged, module, *function);
  }
  passes.runStage("inline-library", passes::inlineLibrary, module);
  for (const auto& function : module.functions) {
    passes.run("share-views", passes::shareViews, module, *function);
    passes.run("select-into", passes::selectInto, module, *function);
    passes.run("fuse-elements", passes::fuseElements, module, *function);
    passes.run("mark-parallel", mark_parallel, module, *function);
  }
  const passes::OwnedResults owned_results(module);
  const auto place_releases = [&](ir::Module& all, ir::Function& function) {
    passes::placeReleases(all, function, owned_results);
  };
  const auto reorder_nests = [&](ir::Module& all, ir::Function& function) {
    passes::reorderNests(all, function, remarks);
  };
  const auto mark_lanes = [&](ir::Module& all, ir::Function& function) { passes::markLanes(all, function, remarks); };
  for (const auto& function : module.functions) {
    passes.run("place-releases", place_releases, module, *function);
    passes.run("reorder-nests", reorder_nests, module, *function);
    passes.run("fuse-stores", passes::fuseStores, module, *function);
    passes.run("place-polls", passes::placePolls, module, *function);
    passes.run("mark-lanes", mark_lanes, module, *function);
  }
}

void fillSites(Compiled& compiled, const lower::SiteTable& table) {
  compiled.texts.reserve(3 * table.sites().size());
  const auto keep = [&](const std::string& text) { return compiled.texts.emplace_back(text).c_str(); };
  for (const lower::Site& site : table.sites()) {
    compiled.sites.push_back({keep(site.file), keep(site.function), site.line,
                              site.exception.empty() ? nullptr : keep(site.exception), site.exception_class,
                              static_cast<uint8_t>(site.in_library)});
  }
}

void fillCaptured(Compiled& compiled, const lower::LoweredModule& lowered) {
  compiled.captured = lowered.captured;
  for (const lower::CapturedMemory& array : lowered.captured) {
    compiled.captured_words.push_back(array.owner);
    compiled.captured_words.push_back(array.data);
  }
}

// Of vectors with masks and gathers, as wide as the machine has them or, if that is less, as was asked for.
unsigned vectorBits(const jit::Engine& engine, const CompileRequest& request) {
  const unsigned widest = engine.target().avx512 ? 512 : engine.target().avx2 ? 256 : 0;
  const uint32_t wanted = request.options.vector_width;
  if (wanted == 0) return widest;
  return std::min(widest, wanted >= 512 ? 512U : wanted >= 256 ? 256U : 0U);
}

lower::LoweringOptions loweringOptions(const jit::Engine& engine, const CompileRequest& request) {
  const lower::DebugInfo debug_info = request.options.debug_info ? lower::DebugInfo::Full
                                      : request.jit.remarks      ? lower::DebugInfo::Locations
                                                                 : lower::DebugInfo::None;
  return {request.options, debug_info, engine.target().data_layout, engine.target().triple, vectorBits(engine, request)};
}

void destroyCompiled(kr_compiled* abi) { delete static_cast<Compiled*>(abi->owner); }

void fillAbi(Compiled& compiled, const lower::LoweredModule& lowered, void* entry) {
  compiled.abi = {reinterpret_cast<kr_entry>(entry),
                  compiled.result_type.c_str(),
                  lowered.argument_slots,
                  lowered.result_slots,
                  compiled.sites.data(),
                  static_cast<uint32_t>(compiled.sites.size()),
                  static_cast<uint8_t>(lowered.long_running),
                  &compiled,
                  destroyCompiled};
}

// Typed IR to machine code.
void generateCode(jit::Engine& engine, ir::Module& module, const CompileRequest& request, Compiled& compiled) {
  const ir::Function& root = module[ir::FuncId(0)];
  compiled.result_type = ir::typeText(module, root.result_type);
  llvm::LLVMContext context;
  lower::LoweredModule lowered = [&] {
    const StageTime time(request.jit.clock, ir::kOwnStages, "lower");
    return lower::lowerModule(module, context, loweringOptions(engine, request));
  }();
  compiled.symbol = lowered.entry_name;
  fillCaptured(compiled, lowered);
  const jit::RuntimeSymbol captured{lower::kCapturedTable, compiled.captured_words.data()};
  compiled.code = jit::compile(engine, std::move(lowered.module), {&captured, 1}, request.jit);
  fillSites(compiled, lowered.sites);
  fillAbi(compiled, lowered, compiled.code->address(compiled.symbol));
}

}  // namespace

std::string_view builtinName(uint32_t row) { return functionRow(static_cast<FunctionId>(row)).name; }

void buildRoot(ir::Module& module, Environment& environment, const CompileRequest& request) {
  ir::PassManager passes(request.passes);
  makeProvider(module, environment, passes, request)->makeBody(rootConstant(module, request));
}

void inferModule(ir::Module& module, Environment& environment, const CompileRequest& request,
                 std::vector<Diagnostic>& remarks) {
  ir::PassManager passes(request.passes);
  const std::unique_ptr<BytecodeFunctions> functions = makeProvider(module, environment, passes, request);
  infer::Inference inference(module, *functions, request.options);
  const TypeId result = request.result ? parseNotation(module, *request.result) : module.types.never;
  const std::vector<TypeId> arguments = argumentTypes(module, request);
  const ir::ConstId root = rootConstant(module, request);
  passes.runStage("infer-types", [&](ir::Module&) { inference.run(root, arguments, result); }, module);
  remarks = inference.remarks();
  module.approximates_math = (request.options.fastmath & kApproximate) != 0;
  optimizeTyped(module, passes, remarks);
}

std::unique_ptr<Compiled> compile(jit::Engine& engine, ir::Module& module, Environment& environment,
                                  const CompileRequest& request) {
  auto compiled = std::make_unique<Compiled>();
  const StageTime time(request.jit.clock, ir::kOwnStages, "everything else");
  inferModule(module, environment, request, compiled->remarks);
  const auto work = [&] { generateCode(engine, module, request, *compiled); };
  ir::runPlaced("generate-code", module, request.passes.print, work);
  return compiled;
}

}  // namespace krait::driver
