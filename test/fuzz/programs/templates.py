"""The expressions and statements that programs are made of, as texts with places for operands.

A line is a weight, in parts of what users' functions contain of such things, and a text. A place is a number and what may stand
there, `{0V}`; `{0}` stands for the same again. The letters (expressions.py has what they accept):

    i Python's int   f Python's float   n a real number   s one of NumPy's   c a complex number   b a bool   z any number
    k, K a constant, small, or of any sign   j an index, mostly within bounds   S a slice   a an axis   d a dtype
    V M  a real array of one, two axes   A any array   R a real one   F of floats   I of ints   B of bools   C complex
    X a number or an array   L a list of numbers   P an array of records   p a record   T a tuple

Whether a text means anything for its operands is not written here: it is run on samples (kinds.py).
"""

import re

INTS = """
30 {0i} + {1i}
20 {0i} - {1i}
18 {0i} * {1i}
20 {0i} + {1k}
15 {0i} - {1k}
8 {0i} // {1i}
7 {0i} % {1i}
6 {0i} // {1k}
6 {0i} % {1k}
4 -{0i}
1 ~{0i}
1 +{0i}
3 {0i} ** 2
1 {0i} ** {1k}
2 {0i} & {1i}
2 {0i} | {1i}
2 {0i} ^ {1i}
2 {0i} << {1k}
2 {0i} >> {1k}
1 {0i} >> {1i}
1 {0i} << ({1i} & 31)
30 len({0A})
25 {0A}.shape[0]
8 {0M}.shape[1]
8 {0A}.size
2 {0A}.ndim
1 {0A}.shape[{1K}]
1 {0A}.itemsize
1 {0A}.nbytes
1 {0A}.strides[0]
5 len({0L})
2 len({0T})
9 int({0n})
2 int({0b})
5 abs({0i})
8 min({0i}, {1i})
8 max({0i}, {1i})
1 max({0i}, {1i}, {2i})
2 round({0f})
2 math.floor({0f})
1 math.ceil({0f})
1 math.trunc({0f})
1 math.gcd({0i}, {1i})
1 math.isqrt(abs({0i}))
0.5 math.comb({0k}, {1k})
0.5 math.perm({0k}, {1k})
0.5 math.factorial({0k})
0.5 math.lcm({0k}, {1i})
1 divmod({0i}, {1i})[{2k}]
1 pow({0i}, {1k})
1 pow({0i}, {1k}, {2k})
6 ({0i} if {1b} else {2i})
3 {0L}[{1j}]
1 sum([{0i}, {1i}])
1 min({0L})
1 max({0L})
1 {0L}.count({1i})
1 {0L}.index({1i})
2 sum([{0i} * v for v in range({1k})])
1 sum(v for v in range({0k}) if v % 2)
1 {0T}[{1k}]
1 {0i}.bit_length()
1 {0s}.item()
1 {0V}[{1j}].item()
1 (0 if {0b} else 1)
"""

FLOATS = """
20 {0f} + {1f}
15 {0f} - {1f}
20 {0f} * {1f}
10 {0f} / {1f}
9 {0f} + {1i}
6 {0i} * {1f}
6 {0i} / {1i}
4 {0f} / {1k}
4 -{0f}
4 {0f} ** 2
1 {0f} ** 0.5
1 {0f} ** {1k}
1 {0i} ** -1
2 {0f} // {1f}
2 {0f} % {1f}
1 divmod({0f}, {1f})[1]
6 float({0n})
4 abs({0f})
5 min({0f}, {1f})
5 max({0f}, {1f})
4 math.sqrt({0f})
3 math.sqrt(abs({0n}))
3 math.log({0f})
2 math.exp({0f})
1 math.sin({0f})
1 math.cos({0f})
1 math.tan({0n})
1 math.atan({0f})
1 math.atan2({0f}, {1n})
1 math.hypot({0f}, {1f})
1 math.pow({0f}, {1f})
1 math.fabs({0n})
1 math.fmod({0f}, {1f})
1 math.remainder({0f}, {1f})
1 math.copysign({0f}, {1n})
1 math.lgamma({0f})
1 math.gamma({0f})
1 math.erf({0f})
0.5 math.erfc({0f})
0.5 math.log2({0f})
0.5 math.log10({0n})
0.5 math.log1p({0f})
0.5 math.expm1({0f})
0.5 math.asin({0f})
0.5 math.acosh({0f})
0.5 math.sinh({0f})
0.5 math.tanh({0f})
0.5 math.cbrt({0f})
0.5 math.exp2({0f})
0.5 math.ldexp({0f}, {1k})
0.5 math.modf({0f})[{1k}]
0.5 math.frexp({0f})[0]
0.5 math.nextafter({0f}, {1f})
0.5 math.ulp({0f})
0.5 math.degrees({0f})
0.5 math.radians({0f})
0.3 math.fsum({0L})
0.3 math.dist(({0f}, {1f}), ({2f}, 0.5))
4 ({0f} if {1b} else {2f})
2 {0L}[{1j}]
1 sum([{0f}, {1n}], 0.5)
1 round({0f}, {1k})
1 {0c}.real
1 {0c}.imag
1 abs({0c})
1 math.pi
1 math.inf
2 np.inf
2 np.nan
1 {0V}[{1j}].item()
2 {0T}[{1k}]
"""

STRONG = """
60 {0V}[{1j}]
25 {0M}[{1j}, {2j}]
10 {0R}[{1j}]
6 {0M}[{1j}][{2j}]
2 {0A}.flat[{1j}]
12 {0s} + {1n}
8 {0n} - {1s}
12 {0s} * {1n}
5 {0s} / {1n}
2 {0n} // {1s}
2 {0s} % {1n}
3 {0s} ** 2
1 {0s} ** {1k}
1 {0s} ** {1s}
2 -{0s}
2 abs({0s})
1 ~{0s}
1 {0s} & {1s}
1 {0s} | {1k}
1 {0s} << {1s}
1 {0s} >> {1k}
2 {1d}({0n})
1 np.int32({0k})
1 np.float32({0f})
1 np.uint8({0k})
3 np.sqrt({0n})
2 np.exp({0n})
2 np.log({0n})
2 np.abs({0s})
1 np.sin({0n})
1 np.cos({0n})
1 np.floor({0n})
1 np.ceil({0n})
1 np.rint({0n})
1 np.sign({0n})
1 np.maximum({0n}, {1s})
1 np.minimum({0s}, {1n})
1 np.power({0s}, {1k})
1 np.arctan2({0n}, {1s})
1 np.hypot({0s}, {1n})
0.5 np.floor_divide({0s}, {1n})
0.5 np.remainder({0n}, {1s})
0.5 np.fmod({0s}, {1n})
0.5 np.copysign({0s}, {1n})
0.5 np.nextafter({0s}, {1s})
0.5 np.bitwise_count({0s})
0.5 np.gcd({0s}, {1k})
0.5 np.clip({0s}, {1k}, 4)
2 min({0s}, {1s})
2 max({0s}, {1s})
2 ({0s} if {1b} else {2s})
6 {0A}.sum()
5 np.sum({0A})
3 np.max({0A})
2 {0A}.max()
2 np.min({0A})
2 {0A}.min()
2 np.mean({0A})
1 {0A}.mean()
1 np.argmax({0A})
1 np.argmin({0A})
1 np.prod({0A})
0.6 np.std({0A})
0.6 np.var({0R})
0.4 np.median({0R})
0.4 np.ptp({0R})
0.6 np.count_nonzero({0A})
0.6 np.searchsorted(np.sort({0V}), {1n})
0.3 np.searchsorted(np.sort({0V}), {1n}, side='right')
0.6 np.nansum({0R})
0.4 np.nanmax({0R})
0.4 np.nanmin({0R})
0.3 np.nanmean({0R})
1.5 np.dot({0V}, {1V})
0.6 {0V} @ {1V}
0.5 np.trace({0M})
0.3 np.trapezoid({0V})
0.2 np.quantile({0F}, 0.25)
0.2 np.linalg.norm({0V})
0.2 np.linalg.det({0M})
2 {0P}[{1j}].x
2 {0P}['n'][{1j}]
1 {0P}.w[{1j}]
2 {0P}[{1j}]['w']
1 {0p}.n
1 {0p}['x']
"""

BOOLS = """
30 {0n} < {1n}
15 {0n} > {1n}
12 {0n} <= {1n}
10 {0n} >= {1n}
12 {0n} == {1n}
8 {0n} != {1n}
4 {0i} < {1i} <= {2i}
1 {0s} < {1n} < {2s}
1 {0f} < {1i} <= {2f}
12 {0b} and {1b}
10 {0b} or {1b}
8 not {0b}
1 {0b} == {1b}
1 {0b} & {1b}
1 {0c} == {1z}
4 {0i} % 2 == {1k}
3 np.isnan({0n})
2 math.isnan({0n})
1 np.isfinite({0z})
1 np.isinf({0n})
1 math.isinf({0f})
0.5 math.isclose({0f}, {1n})
1 np.any({0A})
1 np.all({0A})
1 {0A}.any()
0.5 np.array_equal({0A}, {1A})
0.5 np.allclose({0R}, {1R})
1 bool({0n})
1 {0i} in {1L}
1 {0i} in ({1k}, {2k})
0.5 {0i} not in (1, 2, 5)
0.5 all([v > 1 for v in {0L}])
0.5 any(v == {1k} for v in {0L})
1 {0L} == {1L}
0.5 {0f}.is_integer()
1 isinstance({0z}, int)
0.5 np.signbit({0s})
1 {0T} == {1T}
1 ({0b} if {1b} else {2b})
"""

COMPLEXES = """
5 {0c} + {1z}
4 {0c} * {1z}
3 {0z} - {1c}
2 {0c} / {1z}
1 {0c} ** 2
1 -{0c}
2 complex({0f}, {1f})
2 {0f} + {1f} * 1j
1 {0c}.conjugate()
1 np.conj({0c})
1 {0C}[{1j}]
1 np.sum({0C})
0.5 cmath.exp({0c})
0.5 cmath.sqrt({0z})
0.5 cmath.log({0c})
0.5 cmath.sin({0c})
1 np.complex64({0c})
1 np.sqrt({0c})
1 ({0c} if {1b} else {2c})
"""

ARRAYS = """
12 np.zeros({0k})
6 np.zeros(len({0A}))
4 np.zeros({0A}.shape)
5 np.zeros(({0k}, {1k}), dtype={2d})
5 np.zeros({0k}, {1d})
3 np.ones({0k}, dtype={1d})
3 np.full({0k}, {1z})
2 np.full(({0k}, {1k}), {2z}, dtype={3d})
3 np.zeros_like({0A})
1 np.ones_like({0A}, dtype={1d})
1 np.full_like({0A}, {1z})
3 np.arange({0k})
1 np.arange({0k}, {1i} % 9, dtype={2d})
1 np.arange({0f}, {1f} % 9.0, 0.5)
1 np.linspace({0k}, {1f}, 5)
1 np.eye({0k})
0.5 np.identity({0k}, dtype={1d})
20 {0A} + {1X}
12 {0X} - {1A}
20 {0A} * {1X}
8 {0A} / {1X}
2 {0A} // {1X}
2 {0X} % {1A}
3 {0A} ** 2
1 {0R} ** {1R}
1 {0A} ** 0.5
3 -{0A}
1 ~{0I}
1 ~{0B}
1 {0I} & {1I}
1 {0I} | {1k}
1 {0B} ^ {1B}
1 {0I} << {1k}
1 {0I} >> {1I}
3 {0A} > {1X}
2 {0A} == {1X}
2 {0A} <= {1A}
1 ({0A} < {1X}) & ({2A} >= {3X})
3 np.sqrt({0A})
2 np.exp({0R})
2 np.log({0R})
2 np.abs({0A})
1 np.sin({0R})
1 np.cos({0F})
0.6 np.tan({0F})
0.6 np.arctan({0F})
0.6 np.tanh({0F})
0.6 np.cosh({0F})
0.6 np.sinh({0F})
0.6 np.arcsin({0F})
0.6 np.log2({0R})
0.6 np.log10({0R})
0.6 np.log1p({0F})
0.6 np.expm1({0F})
0.4 np.exp2({0F})
0.4 np.cbrt({0F})
1 np.floor({0R})
0.6 np.ceil({0F})
0.6 np.trunc({0F})
0.6 np.rint({0F})
1 np.sign({0R})
1 np.square({0A})
0.5 np.reciprocal({0F})
1 np.isnan({0F})
0.5 np.isfinite({0A})
0.5 np.signbit({0F})
1 np.maximum({0R}, {1X})
1 np.minimum({0X}, {1R})
0.5 np.fmax({0R}, {1X})
0.5 np.fmin({0R}, {1R})
0.7 np.power({0R}, {1X})
0.5 np.arctan2({0F}, {1R})
0.5 np.hypot({0R}, {1X})
0.5 np.floor_divide({0R}, {1X})
0.5 np.fmod({0R}, {1X})
0.5 np.remainder({0R}, {1R})
0.5 np.copysign({0F}, {1R})
0.3 np.heaviside({0F}, {1n})
0.3 np.logaddexp({0F}, {1F})
0.3 np.gcd({0I}, {1I})
0.3 np.lcm({0I}, {1k})
0.3 np.bitwise_count({0I})
0.3 np.left_shift({0I}, {1k})
0.3 np.logical_and({0A}, {1A})
0.3 np.logical_not({0A})
0.3 np.logical_xor({0A}, {1X})
0.3 np.nextafter({0F}, {1F})
0.3 np.spacing({0F})
0.3 np.ldexp({0F}, {1k})
0.3 np.deg2rad({0F})
0.3 np.float_power({0R}, {1k})
0.3 np.divmod({0R}, {1X})[{2k}]
0.3 np.modf({0F})[{1k}]
0.3 np.frexp({0F})[{1k}]
3 np.where({0A} > {1n}, {2X}, {3X})
2 np.where({0B}, {1A}, {2X})
1 np.clip({0R}, {1k}, {2n})
0.5 np.round({0F}, {1k})
0.3 np.nan_to_num({0R})
25 {0A}[{1S}]
12 {0M}[{1S}, {2S}]
8 {0M}[:, {1j}]
6 {0M}[{1j}, {2S}]
5 {0M}[{1j}]
2 {0A}[..., {1j}]
2 {0A}[None]
1 {0V}[:, None]
1 {0A}[..., None, {1S}]
4 {0A}.T
1 {0A}.real
0.5 {0A}.imag
5 {0A}.copy()
3 {0A}.reshape(-1)
2 {0A}.ravel()
2 {0A}.flatten()
1 {0V}.reshape(1, -1)
1 {0M}.reshape({0}.shape[1], {0}.shape[0])
1 {0V}.reshape({1k}, -1)
5 {0A}.astype({1d})
1 {0V}.view(np.uint8)
1 {0A}.transpose()
0.5 np.swapaxes({0M}, 0, 1)
0.4 np.moveaxis({0A}, 0, -1)
0.4 np.expand_dims({0A}, {1k})
0.4 np.flip({0A})
0.3 np.fliplr({0M})
0.3 np.rot90({0M})
0.4 np.atleast_2d({0A})
0.5 np.ascontiguousarray({0A})
0.5 np.asarray({0A}, dtype={1d})
1 np.asarray({0A})
0.3 np.broadcast_to({0V}, ({1k}, len({0})))
0.5 {0M}.diagonal()
3 np.sum({0A}, axis={1a})
2 {0A}.sum(axis={1a})
1 {0A}.max(axis={1a})
0.7 np.min({0A}, axis={1a})
0.7 np.mean({0A}, axis={1a})
0.5 np.prod({0A}, axis={1a})
0.4 np.any({0A}, axis={1a})
0.4 np.all({0A}, {1a})
0.4 np.argmax({0A}, axis={1a})
0.3 {0A}.argmin(axis={1a})
0.3 np.sum({0A}, axis={1a}, keepdims=True)
0.3 np.std({0R}, axis={1a})
0.3 np.var({0R}, axis={1a})
0.2 np.median({0R}, axis={1a})
0.3 np.ptp({0R}, axis={1a})
0.3 np.max({0A}, {1a}, initial={2k})
0.3 np.sum({0R}, where={1B})
0.3 np.count_nonzero({0A}, axis={1a})
0.2 np.nansum({0R}, axis={1a})
0.2 np.nanmax({0R}, axis={1a})
0.2 np.nancumsum({0V})
1 np.cumsum({0A})
0.4 np.cumsum({0A}, axis={1a})
0.4 np.cumprod({0V})
0.6 np.diff({0A})
0.5 np.sort({0A})
0.3 np.sort({0A}, axis={1a})
0.7 np.argsort({0A}, kind='stable')
0.4 np.unique({0A})
0.5 np.nonzero({0A})[0]
0.5 np.flatnonzero({0A})
0.3 np.argwhere({0A})
0.3 np.take({0A}, {1k})
0.3 np.take({0A}, {1I}, axis={2a}, mode='wrap')
0.6 np.concatenate(({0A}, {1A}))
0.4 np.hstack(({0A}, {1A}))
0.3 np.vstack(({0V}, {1V}))
0.4 np.stack(({0A}, {1A}))
0.2 np.column_stack(({0V}, {1V}))
0.3 np.append({0A}, {1X})
0.3 np.repeat({0A}, {1k})
0.2 np.tile({0A}, {1k})
0.3 np.roll({0A}, {1i})
0.15 np.pad({0A}, {1k})
0.2 np.insert({0V}, {1k}, {2k})
0.2 np.delete({0V}, {1k})
0.3 np.bincount({0I})
0.2 np.digitize({0R}, np.array([0.0, 1.0, 2.0]))
0.1 np.interp({0F}, [0.0, 1.0, 2.0], [1.0, 5.0, 2.0])
0.2 np.outer({0V}, {1V})
1.5 np.dot({0A}, {1A})
1 {0A} @ {1A}
0.1 np.convolve({0V}, {1V})
0.2 np.tril({0M})
0.2 np.triu({0M}, {1K})
0.3 np.diag({0A})
0.1 np.kron({0V}, {1V})
0.2 np.add.outer({0V}, {1V})
0.2 np.add.accumulate({0A})
0.2 np.maximum.accumulate({0V})
0.2 np.add.reduce({0A}, axis={1a})
0.1 np.gradient({0F})
0.1 np.isin({0A}, {1A})
0.1 np.histogram({0F}, 3, (0.0, 4.0))[0]
0.1 np.linalg.inv({0M})
0.1 np.linalg.solve({0M}, {1V})
0.1 np.vander({0V}, 3)
0.1 np.select(({0B}, {1B}), ({2R}, {3R}), 0)
0.2 np.isclose({0R}, {1X})
3 {0A}[{1B}]
2 {0A}[{0} > {1n}]
3 {0A}[{1I}]
1 {0V}[{1I} % len({0})]
1 {0M}[{1I}, {2j}]
1 {0A}[[0, -1]]
1 {0V}[np.argsort({0}, kind='stable')]
4 np.array([{0n}, {1n}, {2n}])
2 np.array([{0f}, {1f}], dtype={2d})
1 np.array({0L})
1 np.array([[{0n}, {1n}], [{2n}, {3n}]])
1 np.array([{0n} * v for v in range({1k})])
1 np.array(({0n}, {1n}))
1 np.array({0A})
2 ({0A} if {1b} else {2A})
1 {0P}['x']
1 {0P}.n
0.1 np.setdiff1d({0R}, {1R})
0.1 np.union1d({0R}, {1R})
0.1 np.intersect1d({0R}, {1R})
0.1 np.polyval({0V}, {1n})
0.1 np.polyadd({0V}, {1V})
0.1 np.cov({0M})
0.1 np.corrcoef({0V}, {1V})
0.1 np.fft.fft({0V})
0.1 np.einsum('ij,jk->ik', {0M}, {1M})
0.1 np.tensordot({0M}, {1M}, axes=1)
0.1 np.cross({0V}, {1V})
0.1 np.lexsort(({0V}, {1V}))
0.1 np.searchsorted(np.sort({0V}), {1V})
0.1 np.split({0V}, 2)[{1k}]
0.1 np.array_split({0V}, 3)[{1k}]
0.1 np.ediff1d({0V})
0.1 np.cumulative_sum({0V})
0.1 np.minimum.reduce({0R}, axis={1a})
0.1 np.multiply.accumulate({0V})
0.1 np.add.reduceat({0V}, [0, 1])
0.1 np.take_along_axis({0R}, np.argsort({0}, axis=-1, kind='stable'), -1)
0.1 np.compress([True, False], {0A}, axis={1a})
0.1 np.extract({0B}, {1A})
0.1 np.choose({0I} % 2, ({1R}, {2R}))
0.1 np.trim_zeros({0V})
0.1 np.packbits({0B})
0.1 np.unwrap({0F})
0.1 np.sinc({0F})
0.1 np.angle({0C})
0.1 np.conj({0A})
0.1 np.fix({0F})
0.1 np.isposinf({0F})
0.1 np.nanmedian({0F}, axis={1a})
0.1 np.nanargmax({0F}, axis={1a})
0.1 np.nanstd({0F})
0.1 np.average({0R}, axis={1a})
0.1 np.percentile({0F}, [25, 75])
0.1 np.histogram({0F}, np.array([0.0, 1.0, 4.0]))[0]
0.1 np.indices(({0k}, {1k}))
0.1 np.tri({0k}, {1k})
0.1 np.hanning({0k})
0.1 np.logspace(0.0, 2.0, {0k})
0.1 np.rollaxis({0M}, 1)
0.1 np.dstack(({0V}, {1V}))
0.1 np.block([{0V}, {1V}])
0.1 np.resize({0A}, ({1k}, 2))
0.1 np.ravel_multi_index(({0I} % 2, {1I} % 2), (2, 2))
0.1 np.lib.stride_tricks.sliding_window_view({0V}, {1k})
0.1 np.linalg.cholesky(np.eye({0k}))
0.1 np.linalg.eigvalsh({0M})
0.1 np.apply_along_axis(np.sum, 0, {0M})
0.1 np.logaddexp2({0F}, {1n})
0.1 np.maximum.outer({0V}, {1V})
0.1 np.equal.outer({0V}, {1V})
0.2 np.add({0A}, {1X}, dtype={2d})
0.2 np.multiply({0A}, {1X}, where={2B}, out={0}.copy())
0.2 np.sum({0A}, dtype={1d})
0.2 np.mean({0A}, axis={1a}, keepdims=True)
0.2 {0A}.mT
0.2 {0A}.squeeze({1a})
0.2 {0A}.repeat({1k}, axis={2a})
0.2 {0A}.take({1I} % 2)
0.2 {0A}.clip({1k}, {2n})
0.2 {0A}.round({1k})
0.2 {0A}.conj()
0.2 {0A}.copy('F')
0.2 {0A}.ravel('F')
0.2 {0A}.reshape(-1, order='F')
0.2 {0A}.swapaxes(0, -1)
0.2 {0A}.nonzero()[0]
0.2 {0A}.cumsum(axis={1a})
0.2 {0A}.argsort(kind='stable')
0.2 np.sort({0V}).searchsorted({1V})
0.2 {0A}.any(axis={1a})
0.2 {0A}.all()
0.2 {0A}.prod(axis={1a})
0.2 {0A}.view()
0.2 np.array({0A}, dtype={1d})
0.2 np.asfortranarray({0A})
"""

LISTS = """
8 [{0i}, {1i}]
4 [{0f}, {1f}, {2f}]
3 [{0i} * v for v in range({1k})]
2 [v * {0n} for v in {1L}]
2 [v for v in {0L} if v > {1n}]
2 [{0V}[v] for v in range(len({0}))]
1 [v + w for v in range({0k}) for w in {1L}]
2 list(range({0k}))
1 [{0i}] * {1k}
2 {0L} + {1L}
1 {0L}[{1S}]
1 sorted({0L})
1 sorted({0L}, reverse=True)
1 {0L}.copy()
1 list(reversed({0L}))
1 [v for v in {0V}]
1 ({0L} if {1b} else {0L}[::-1])
"""

TUPLES = """
10 ({0n}, {1n})
4 ({0i}, {1f}, {2b})
6 {0A}.shape
3 ({0A}, {1n})
2 ({0z}, ({1z}, {2z}))
2 divmod({0i}, {1i})
1 divmod({0f}, {1n})
1 {0T} + {1T}
1 {0T}[{1S}]
1 tuple([{0n}, {1n}])
0.3 np.nonzero({0M})
0.3 np.unique({0R}, return_counts=True)
0.3 np.meshgrid({0V}, {1V})
0.3 np.modf({0F})
0.3 np.linalg.slogdet({0M})
0.3 math.frexp({0f})
"""

# Statements of one line. The target of a store is a variable: W an array, U one of one axis, Q of two, H a list, O an array of records.
STATEMENTS = """
40 {0U}[{1j}] = {2n}
20 {0Q}[{1j}, {2j}] = {3n}
20 {0U}[{1j}] += {2n}
8 {0Q}[{1j}, {2j}] += {3n}
5 {0U}[{1j}] -= {2n}
5 {0U}[{1j}] *= {2n}
2 {0U}[{1j}] /= {2n}
1 {0U}[{1j}] //= {2n}
1 {0U}[{1j}] **= 2
1 {0U}[{1j}] |= {2i}
1 {0U}[{1j}] <<= {2k}
8 {0W}[{1S}] = {2X}
6 {0Q}[{1j}, :] = {2X}
6 {0Q}[:, {1j}] = {2X}
4 {0W}[{1j}] = {2X}
3 {0Q}[{1S}, {2S}] = {3X}
4 {0W}[{1S}] += {2X}
2 {0Q}[{1j}] *= {2X}
1 {0W}[...] = {1X}
4 {0W}[:] = {1X}
4 {0W}[{1B}] = {2X}
2 {0W}[{0} > {1n}] = {2n}
1 {0W}[{0} < {1n}] += {2n}
3 {0W}[{1I}] = {2X}
1 {0W}[{1I}] += {2n}
2 {0W}[1:] = {0}[:-1]
1 {0W}[1:] += {0}[:-1]
1 {0W}[::-1] = {0}
1 {0W}[:-1] = {0}[1:] * {1n}
4 {0W} += {1X}
3 {0W} *= {1X}
2 {0W} -= {1X}
1 {0W} /= {1X}
0.5 {0W} //= {1X}
0.5 {0W} **= 2
0.5 {0W} &= {1X}
0.5 {0W} %= {1X}
1 {0W}.fill({1z})
0.5 {0U}.sort()
0.5 {0W}.flat[{1j}] = {2n}
0.5 np.add({0W}, {1X}, out={0})
0.5 np.multiply({0A}, {1X}, out={2W})
0.5 np.sqrt({0A}, out={1W})
0.5 np.copyto({0W}, {1X})
0.3 np.add.at({0U}, {1I}, {2n})
0.3 np.fill_diagonal({0Q}, {1n})
0.3 np.put({0W}, {1k}, {2n})
0.3 np.nan_to_num({0W}, copy=False)
0.3 np.putmask({0W}, {1B}, {2A})
0.3 np.place({0W}, {1B}, {2V})
0.3 np.clip({0W}, {1k}, {2n}, out={0})
0.3 np.sum({0M}, axis=0, out={1U})
0.3 np.round({0F}, 1, out={1W})
0.3 np.subtract.at({0U}, {1I}, {2n})
0.3 np.add({0A}, {1X}, out={2W}, where={3B})
0.3 {0W}.real = {1X}
0.3 {0W}[{1j}][{2S}] = {3X}
0.3 {0W}.T[{1S}] = {2X}
0.3 {0W}[..., {1j}] = {2X}
0.3 {0W}[{1I}, ...] -= {2X}
1 {0U}[{1j}], {0}[{2j}] = {0}[{2}], {0}[{1}]
6 {0H}.append({1n})
1 {0H}.insert({1i}, {2n})
1 {0H}.pop()
1 {0H}.extend({1L})
1 {0H}.reverse()
1 {0H}.sort()
0.5 {0H}.remove({1n})
2 {0H}[{1j}] = {2n}
1 {0H}[{1j}] += {2n}
2 {0O}[{1j}].x = {2n}
2 {0O}['n'][{1j}] = {2n}
1 {0O}[{1j}]['w'] += {2n}
3 assert {0b}
1 assert {0b}, 'claim'
1 pass
"""

_PLACE = re.compile(r"\{(\d)([a-zA-Z]?)\}")


class Template:
    """A text with places; `places` are their letters in the order of their numbers."""

    def __init__(self, text):
        self.text = text
        self.chooses = any(word in text for word in (" and ", " or ", " else "))  # one of its operands
        letters = {int(number): letter for number, letter in _PLACE.findall(text) if letter}
        self.places = [letters[k] for k in range(len(letters))]

    def fill(self, operands):
        return _PLACE.sub(lambda place: operands[int(place[1])], self.text)


def table(text):
    """The templates of a text, and the sums of their weights so far, for random.choices."""
    rows = [line.split(" ", 1) for line in text.strip().splitlines()]
    templates, weights = [Template(row[1]) for row in rows], [float(row[0]) for row in rows]
    return templates, [sum(weights[: k + 1]) for k in range(len(weights))]


GROUPS = {"int": table(INTS), "float": table(FLOATS), "strong": table(STRONG), "bool": table(BOOLS), "complex": table(COMPLEXES),
          "array": table(ARRAYS), "list": table(LISTS), "tuple": table(TUPLES)}  # fmt: skip
STATEMENT_TABLE = table(STATEMENTS)
