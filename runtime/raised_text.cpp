// The text of an error, one for each thread.
#include "runtime/raised_text.h"

namespace krait {

RaisedText& newRaisedText() {
  static thread_local RaisedText text;
  text.clear();
  return text;
}

}  // namespace krait
