#include "codegen/jit/remarks.h"

#include "llvm/IR/DiagnosticHandler.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/Support/raw_ostream.h"

namespace krait::jit {
namespace {

constexpr llvm::StringLiteral kVectoriser = "loop-vectorize";

class Handler : public llvm::DiagnosticHandler {
 public:
  Handler(DiagnosticListener& listener, bool want_remarks)
      : listener_(listener), want_remarks_(want_remarks) {}

  bool handleDiagnostics(const llvm::DiagnosticInfo& info) override {
    if (const auto* remark = llvm::dyn_cast<llvm::DiagnosticInfoIROptimization>(&info))
      recordRemark(*remark);
    else if (info.getSeverity() == llvm::DS_Error)
      recordError(info);
    return true;  // nothing is ever printed, and an error does not end the process
  }

  bool isAnalysisRemarkEnabled(llvm::StringRef pass) const override { return wants(pass); }
  bool isMissedOptRemarkEnabled(llvm::StringRef pass) const override { return wants(pass); }
  bool isPassedOptRemarkEnabled(llvm::StringRef pass) const override { return wants(pass); }
  bool isAnyRemarkEnabled() const override { return want_remarks_; }

 private:
  [[nodiscard]] bool wants(llvm::StringRef pass) const { return want_remarks_ && pass == kVectoriser; }
  void recordRemark(const llvm::DiagnosticInfoIROptimization&);
  void recordError(const llvm::DiagnosticInfo&);

  DiagnosticListener& listener_;
  bool want_remarks_;
};

RemarkKind kindOf(const llvm::DiagnosticInfoOptimizationBase& info) {
  if (info.isPassed()) return RemarkKind::Passed;
  return info.isMissed() ? RemarkKind::Missed : RemarkKind::Analysis;
}

void Handler::recordRemark(const llvm::DiagnosticInfoIROptimization& info) {
  // The reasons why a loop was not vectorised come marked "always print", whatever pass filter is set.
  if (!want_remarks_) return;
  if (info.getRemarkName() == "MissedExplicitlyDisabled") return;  // by us: the reason is told (ordered_sums.cpp)
  Remark remark{
      kindOf(info), info.getPassName().str(), info.getFunction().getName().str(), info.getMsg(), {}, 0, 0};
  if (info.isLocationAvailable()) {
    const llvm::DiagnosticLocation location = info.getLocation();
    remark.file = location.getRelativePath().str();
    remark.line = location.getLine();
    remark.column = location.getColumn();
  }
  listener_.remarks.push_back(std::move(remark));
}

void Handler::recordError(const llvm::DiagnosticInfo& info) {
  llvm::raw_string_ostream out(listener_.errors);
  llvm::DiagnosticPrinterRawOStream printer(out);
  info.print(printer);
  out << "\n";
}

}  // namespace

std::string toString(const Remark& remark) {
  static constexpr const char* kNames[] = {"passed", "missed", "analysis"};
  std::string text = remark.function;
  if (remark.line != 0) text += ":" + std::to_string(remark.line) + ":" + std::to_string(remark.column);
  return text + ": " + kNames[static_cast<size_t>(remark.kind)] + ": " + remark.message;
}

DiagnosticListener::DiagnosticListener(llvm::LLVMContext& context, bool want_remarks)
    : context_(context), previous_(context.getDiagnosticHandler()) {
  context_.setDiagnosticHandler(std::make_unique<Handler>(*this, want_remarks));
}

DiagnosticListener::~DiagnosticListener() { context_.setDiagnosticHandler(std::move(previous_)); }

}  // namespace krait::jit
