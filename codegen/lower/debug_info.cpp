// Building debug locations.
#include "codegen/lower/debug_info.h"

#include "llvm/BinaryFormat/Dwarf.h"

namespace krait::lower {

using EmissionKind = llvm::DICompileUnit::DebugEmissionKind;

DebugLocations::DebugLocations(llvm::Module& module, DebugInfo kind) : kind_(kind) {
  if (kind == DebugInfo::None) return;
  builder_ = std::make_unique<llvm::DIBuilder>(module);
  module.addModuleFlag(llvm::Module::Warning, "Debug Info Version", llvm::DEBUG_METADATA_VERSION);
}

llvm::DIFile* DebugLocations::file(const ir::Function& function) {
  const size_t slash = function.file.rfind('/');
  const bool has_folder = slash != std::string::npos;
  return builder_->createFile(has_folder ? function.file.substr(slash + 1) : function.file,
                              has_folder ? function.file.substr(0, slash) : ".");
}

void DebugLocations::enter(const ir::Function& function, llvm::Function& llvm_function) {
  if (!builder_ || llvm_function.getSubprogram()) return;
  llvm::DIFile* source = file(function);
  if (!unit_) {
    const EmissionKind emission = kind_ == DebugInfo::Locations ? EmissionKind::NoDebug : EmissionKind::FullDebug;
    unit_ = builder_->createCompileUnit(llvm::dwarf::DW_LANG_Python, source, "krait", /*isOptimized=*/true, "", 0, "",
                                        emission);
  }
  llvm::DISubroutineType* type = builder_->createSubroutineType(builder_->getOrCreateTypeArray({}));
  llvm_function.setSubprogram(builder_->createFunction(
      source, function.name, /*LinkageName=*/"", source, function.first_line, type, function.first_line,
      llvm::DINode::FlagZero, llvm::DISubprogram::SPFlagDefinition | llvm::DISubprogram::SPFlagOptimized));
}

llvm::DebugLoc DebugLocations::at(const ir::Function& function, llvm::Function& llvm_function,
                                  SourceRange range) const {
  if (!builder_) return {};
  const uint32_t line = range.known() ? range.line : function.first_line;
  return llvm::DILocation::get(llvm_function.getContext(), line, range.column + 1, llvm_function.getSubprogram());
}

void DebugLocations::finish() {
  if (builder_) builder_->finalize();
}

}  // namespace krait::lower
