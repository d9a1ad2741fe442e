// Sorting a short line in registers: rows of lanes, seen as a matrix, are sorted by columns and then merged.
//
// The columns are sorted by Batcher's odd-even network, whose every comparison takes two whole rows. Then sorted blocks of
// k adjacent lanes are merged to blocks of 2k, until the whole is sorted row by row. A merge compares row r with its
// mirror image among the rows, lanes mirrored in groups of 2k (the bitonic merge, drawn so that no row has to be
// reversed), then halves the rows; what is left of it happens inside each row. (Batcher, Sorting networks and their
// applications, 1968; merging without transposing: Blacher, Giesen, Sanders, Wassenberg, Vectorized and
// performance-portable quicksort, 2022.)
//
// The network is that for a power of two of rows, but rows that are not there count as larger than all others: they stay
// where they are, at the end, and what would be compared with them is left out.
//
// Written in vectors of the compiler, for any width. Included where the instruction set has been chosen, inside a
// namespace of that file's own, after it has defined
//   Vector<T, kLanes>    vectors
//   lesser, greater      of two vectors, lane by lane

template <class T, int kLanes, bool kPairs>
struct Row {
  Vector<T, kLanes> key;
  Vector<int64_t, kPairs ? kLanes : 1> value;
};

template <int kXor, class V, size_t... kLane>
inline V xorLanes(V v, std::index_sequence<kLane...>) {
  return __builtin_shufflevector(v, v, (kLane ^ kXor)...);
}

// Lane i gets lane i ^ kXor: with kXor = 2k - 1 groups of 2k are mirrored, with a power of two halves change places.
template <int kXor, class T, int kLanes, bool kPairs>
inline Row<T, kLanes, kPairs> xorLanes(Row<T, kLanes, kPairs> row) {
  row.key = xorLanes<kXor>(row.key, std::make_index_sequence<kLanes>());
  if constexpr (kPairs) row.value = xorLanes<kXor>(row.value, std::make_index_sequence<kLanes>());
  return row;
}

template <class T, int kLanes, bool kPairs>
inline void compareExchange(Row<T, kLanes, kPairs>& low, Row<T, kLanes, kPairs>& high) {
  const Row<T, kLanes, kPairs> a = low, b = high;
  if constexpr (kPairs) {
    low.key = b.key < a.key ? b.key : a.key;
    high.key = b.key < a.key ? a.key : b.key;
    low.value = b.key < a.key ? b.value : a.value;
    high.value = b.key < a.key ? a.value : b.value;
  } else {
    low.key = lesser(a.key, b.key);
    high.key = greater(a.key, b.key);
  }
}

template <int kHighBit, int kLanes>
constexpr auto highLanes() {
  Vector<int64_t, kLanes> lanes{};
  for (int lane = 0; lane < kLanes; ++lane) lanes[lane] = (lane & kHighBit) != 0 ? -1 : 0;
  return lanes;
}

// Compares lane i with lane i ^ kXor; the one whose kHighBit is set gets the larger key.
template <int kXor, int kHighBit, class T, int kLanes, bool kPairs>
inline void compareInRow(Row<T, kLanes, kPairs>& row) {
  const Row<T, kLanes, kPairs> other = xorLanes<kXor>(row);
  using Mask = decltype(row.key < other.key);
  const Mask is_high = __builtin_convertvector((highLanes<kHighBit, kLanes>()), Mask);
  if constexpr (kPairs) {
    const Mask takes_other = (is_high & (row.key < other.key)) | (~is_high & (other.key < row.key));
    row.key = takes_other ? other.key : row.key;
    row.value = takes_other ? other.value : row.value;
  } else {
    row.key = is_high ? greater(row.key, other.key) : lesser(row.key, other.key);
  }
}

template <int kDistance, class R>
inline void halveInRow(R& row) {
  if constexpr (kDistance > 0) {
    compareInRow<kDistance, kDistance>(row);
    halveInRow<kDistance / 2>(row);
  }
}

constexpr int powerOfTwoFrom(int count) {
  int power = 1;
  while (power < count) power *= 2;
  return power;
}

template <int kSpan, int kGroup, int kRows, class R>
inline void mirrorRows(R (&rows)[kRows]) {
  if constexpr (kSpan >= 2) {
#pragma clang loop unroll(full)
    for (int first = 0; first < kRows; first += kSpan) {
#pragma clang loop unroll(full)
      for (int r = 0; r < kSpan / 2; ++r) {
        const int last = first + kSpan - 1 - r;
        if (last < kRows) {
          rows[last] = xorLanes<kGroup - 1>(rows[last]);
          compareExchange(rows[first + r], rows[last]);
        }
      }
    }
    mirrorRows<kSpan / 2, kGroup>(rows);
  }
}

// Blocks of kGroup / 2 lanes, each sorted row by row, become blocks of kGroup lanes.
template <int kGroup, int kLanes, int kRows, class R>
inline void mergeBlocks(R (&rows)[kRows]) {
  if constexpr (kGroup <= kLanes) {
    mirrorRows<powerOfTwoFrom(kRows), kGroup>(rows);
#pragma clang loop unroll(full)
    for (int r = 0; r < kRows; ++r) {
      compareInRow<kGroup - 1, kGroup / 2>(rows[r]);
      halveInRow<kGroup / 4>(rows[r]);
    }
    mergeBlocks<kGroup * 2, kLanes>(rows);
  }
}

// Batcher's odd-even merge sort of the columns.
template <int kRows, class R>
inline void sortColumns(R (&rows)[kRows]) {
  constexpr int kAll = powerOfTwoFrom(kRows);
#pragma clang loop unroll(full)
  for (int p = 1; p < kAll; p *= 2) {
#pragma clang loop unroll(full)
    for (int k = p; k >= 1; k /= 2) {
#pragma clang loop unroll(full)
      for (int j = k % p; j + k < kAll; j += 2 * k) {
#pragma clang loop unroll(full)
        for (int i = 0; i < k; ++i) {
          const bool is_compared = i + j + k < kRows && (i + j) / (p * 2) == (i + j + k) / (p * 2);
          if (is_compared) compareExchange(rows[i + j], rows[i + j + k]);
        }
      }
    }
  }
}

template <int kLanes, int kRows, class R>
inline void sortRows(R (&rows)[kRows]) {
  sortColumns(rows);
  mergeBlocks<2, kLanes>(rows);
}
