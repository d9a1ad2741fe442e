// Where the running thread's stack ends.
#pragma once

namespace krait {

// Address that recursive compiled functions must not go below on this thread.
char* threadStackLimit();

}  // namespace krait
