// The reader of the exception table's variable-length numbers.
#include "frontend/bytecode/exception_table.h"

#include "frontend/bytecode/refuse.h"

namespace krait::bytecode {
namespace {

constexpr uint8_t kFirstOfEntry = 0x80;
constexpr uint8_t kMore = 0x40;
constexpr uint8_t kPayload = 0x3f;

class Reader {
 public:
  explicit Reader(const CodeObject& code) : code_(code) {}

  [[nodiscard]] bool atEnd() const { return next_ == code_.exception_table.size(); }

  uint32_t firstNumber() { return number(kFirstOfEntry); }
  uint32_t number() { return number(0); }

 private:
  uint32_t number(uint8_t mark) {
    uint8_t byte = take(mark);
    uint64_t value = byte & kPayload;
    while ((byte & kMore) != 0) {
      byte = take(0);
      value = (value << 6) | (byte & kPayload);
      if (value > INT32_MAX) malformed(code_, "a number of the exception table is too large");
    }
    return static_cast<uint32_t>(value);
  }

  uint8_t take(uint8_t mark) {
    if (atEnd()) malformed(code_, "the exception table is truncated");
    const uint8_t byte = code_.exception_table[next_++];
    if ((byte & kFirstOfEntry) != mark)
      malformed(code_, "an entry of the exception table starts at the wrong byte");
    return byte;
  }

  const CodeObject& code_;
  size_t next_ = 0;
};

ExceptionEntry readEntry(Reader& reader) {
  ExceptionEntry entry;
  entry.start = reader.firstNumber();
  entry.end = entry.start + reader.number();
  entry.target = reader.number();
  const uint32_t depth_and_flag = reader.number();
  entry.depth = depth_and_flag >> 1;
  entry.push_last_instruction = (depth_and_flag & 1) != 0;
  return entry;
}

}  // namespace

std::vector<ExceptionEntry> decodeExceptionTable(const CodeObject& code) {
  const uint32_t units = static_cast<uint32_t>(code.code.size() / 2);
  std::vector<ExceptionEntry> entries;
  for (Reader reader(code); !reader.atEnd();) {
    entries.push_back(readEntry(reader));
    const ExceptionEntry& entry = entries.back();
    if (entry.end > units || entry.target >= units) malformed(code, "the exception table leaves the code");
  }
  return entries;
}

}  // namespace krait::bytecode
