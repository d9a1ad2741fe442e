// Kernels as lowering writes them: loops tested at the top, every index checked by a branch with weights to a
// call of a noreturn function, no alias or range facts beyond the arguments' attributes.
#pragma once

namespace krait::jit::test {

inline constexpr const char* kAdd = R"(
define double @add(double %a, double %b) nounwind {
  %sum = fadd double %a, %b
  ret double %sum
}
)";

inline constexpr const char* kRaiseDeclaration = R"(
declare void @kr_raise_index(ptr, i64, i64) #0
attributes #0 = { cold noreturn nounwind }
!0 = !{!"branch_weights", i32 1, i32 1048575}
)";

// sum of a[0:stop], a has n elements
inline constexpr const char* kIntegerSum = R"(
define i64 @isum(ptr %ctx, ptr %a, i64 %n, i64 %stop) nounwind {
entry:
  br label %head
head:
  %i = phi i64 [ 0, %entry ], [ %i.next, %body ]
  %s = phi i64 [ 0, %entry ], [ %s.next, %body ]
  %more = icmp slt i64 %i, %stop
  br i1 %more, label %check, label %done
check:
  %bad = icmp uge i64 %i, %n
  br i1 %bad, label %raise, label %body, !prof !0
raise:
  call void @kr_raise_index(ptr %ctx, i64 %i, i64 %n) #0
  unreachable
body:
  %p = getelementptr inbounds i64, ptr %a, i64 %i
  %x = load i64, ptr %p, align 8
  %s.next = add i64 %s, %x
  %i.next = add nsw i64 %i, 1
  br label %head
done:
  ret i64 %s
}
)";

// o[i] = (a[i-1] + a[i] + a[i+1]) / 3, a and o of n elements, i up to stop - 1
inline constexpr const char* kStencil = R"(
define void @stencil(ptr %ctx, ptr noalias %o, ptr noalias %a, i64 %n, i64 %stop) nounwind {
entry:
  %last = sub nsw i64 %stop, 1
  br label %head
head:
  %i = phi i64 [ 1, %entry ], [ %right, %store ]
  %more = icmp slt i64 %i, %last
  br i1 %more, label %check.left, label %done
check.left:
  %left = sub nsw i64 %i, 1
  %bad.left = icmp uge i64 %left, %n
  br i1 %bad.left, label %raise, label %check.middle, !prof !0
check.middle:
  %bad.middle = icmp uge i64 %i, %n
  br i1 %bad.middle, label %raise, label %check.right, !prof !0
check.right:
  %right = add nsw i64 %i, 1
  %bad.right = icmp uge i64 %right, %n
  br i1 %bad.right, label %raise, label %store, !prof !0
raise:
  %index = phi i64 [ %left, %check.left ], [ %i, %check.middle ], [ %right, %check.right ]
  call void @kr_raise_index(ptr %ctx, i64 %index, i64 %n) #0
  unreachable
store:
  %pl = getelementptr inbounds double, ptr %a, i64 %left
  %pm = getelementptr inbounds double, ptr %a, i64 %i
  %pr = getelementptr inbounds double, ptr %a, i64 %right
  %xl = load double, ptr %pl, align 8
  %xm = load double, ptr %pm, align 8
  %xr = load double, ptr %pr, align 8
  %lm = fadd double %xl, %xm
  %lmr = fadd double %lm, %xr
  %y = fdiv double %lmr, 3.0
  %po = getelementptr inbounds double, ptr %o, i64 %i
  store double %y, ptr %po, align 8
  br label %head
done:
  ret void
}
)";

// o[i, j] += a[i, k] * b[k, j] with k in the middle: the inner loop is vectorisable without reassociation.
// a is rows x depth, b is depth x columns, o is rows x columns.
inline constexpr const char* kMatmulIkj = R"(
define void @ikj(ptr %ctx, ptr noalias %o, ptr noalias %a, ptr noalias %b, i64 %rows, i64 %columns,
                 i64 %depth) nounwind {
entry:
  br label %i.head
i.head:
  %i = phi i64 [ 0, %entry ], [ %i.next, %i.latch ]
  %i.more = icmp slt i64 %i, %rows
  br i1 %i.more, label %k.start, label %done
k.start:
  br label %k.head
k.head:
  %k = phi i64 [ 0, %k.start ], [ %k.next, %k.latch ]
  %k.more = icmp slt i64 %k, %depth
  br i1 %k.more, label %check.a, label %i.latch
check.a:
  %bad.ak = icmp uge i64 %k, %depth
  br i1 %bad.ak, label %raise.k, label %load.a, !prof !0
load.a:
  %a.row = mul nsw i64 %i, %depth
  %a.at = add nsw i64 %a.row, %k
  %pa = getelementptr inbounds double, ptr %a, i64 %a.at
  %x = load double, ptr %pa, align 8
  br label %j.head
j.head:
  %j = phi i64 [ 0, %load.a ], [ %j.next, %body ]
  %j.more = icmp slt i64 %j, %columns
  br i1 %j.more, label %check.bk, label %k.latch
check.bk:
  %bad.bk = icmp uge i64 %k, %depth
  br i1 %bad.bk, label %raise.k, label %check.bj, !prof !0
check.bj:
  %bad.bj = icmp uge i64 %j, %columns
  br i1 %bad.bj, label %raise.j, label %check.oi, !prof !0
check.oi:
  %bad.oi = icmp uge i64 %i, %rows
  br i1 %bad.oi, label %raise.i, label %body, !prof !0
body:
  %b.row = mul nsw i64 %k, %columns
  %b.at = add nsw i64 %b.row, %j
  %pb = getelementptr inbounds double, ptr %b, i64 %b.at
  %y = load double, ptr %pb, align 8
  %o.row = mul nsw i64 %i, %columns
  %o.at = add nsw i64 %o.row, %j
  %po = getelementptr inbounds double, ptr %o, i64 %o.at
  %z = load double, ptr %po, align 8
  %xy = fmul double %x, %y
  %sum = fadd double %z, %xy
  store double %sum, ptr %po, align 8
  %j.next = add nsw i64 %j, 1
  br label %j.head
k.latch:
  %k.next = add nsw i64 %k, 1
  br label %k.head
i.latch:
  %i.next = add nsw i64 %i, 1
  br label %i.head
raise.i:
  call void @kr_raise_index(ptr %ctx, i64 %i, i64 %rows) #0
  unreachable
raise.j:
  call void @kr_raise_index(ptr %ctx, i64 %j, i64 %columns) #0
  unreachable
raise.k:
  call void @kr_raise_index(ptr %ctx, i64 %k, i64 %depth) #0
  unreachable
done:
  ret void
}
)";

// o[i, j] = sum over k of a[i, k] * b[k, j]: stays scalar (floating-point order), its checks must go.
inline constexpr const char* kMatmulIjk = R"(
define void @ijk(ptr %ctx, ptr noalias %o, ptr noalias %a, ptr noalias %b, i64 %rows, i64 %columns,
                 i64 %depth) nounwind {
entry:
  br label %i.head
i.head:
  %i = phi i64 [ 0, %entry ], [ %i.next, %i.latch ]
  %i.more = icmp slt i64 %i, %rows
  br i1 %i.more, label %j.start, label %done
j.start:
  br label %j.head
j.head:
  %j = phi i64 [ 0, %j.start ], [ %j.next, %store ]
  %j.more = icmp slt i64 %j, %columns
  br i1 %j.more, label %k.start, label %i.latch
k.start:
  br label %k.head
k.head:
  %k = phi i64 [ 0, %k.start ], [ %k.next, %body ]
  %s = phi double [ 0.0, %k.start ], [ %s.next, %body ]
  %k.more = icmp slt i64 %k, %depth
  br i1 %k.more, label %check.k, label %store
check.k:
  %bad.k = icmp uge i64 %k, %depth
  br i1 %bad.k, label %raise, label %check.j, !prof !0
check.j:
  %bad.j = icmp uge i64 %j, %columns
  br i1 %bad.j, label %raise, label %body, !prof !0
raise:
  call void @kr_raise_index(ptr %ctx, i64 %k, i64 %depth) #0
  unreachable
body:
  %a.row = mul nsw i64 %i, %depth
  %a.at = add nsw i64 %a.row, %k
  %pa = getelementptr inbounds double, ptr %a, i64 %a.at
  %x = load double, ptr %pa, align 8
  %b.row = mul nsw i64 %k, %columns
  %b.at = add nsw i64 %b.row, %j
  %pb = getelementptr inbounds double, ptr %b, i64 %b.at
  %y = load double, ptr %pb, align 8
  %xy = fmul double %x, %y
  %s.next = fadd double %s, %xy
  %k.next = add nsw i64 %k, 1
  br label %k.head
store:
  %o.row = mul nsw i64 %i, %columns
  %o.at = add nsw i64 %o.row, %j
  %po = getelementptr inbounds double, ptr %o, i64 %o.at
  store double %s, ptr %po, align 8
  %j.next = add nsw i64 %j, 1
  br label %j.head
i.latch:
  %i.next = add nsw i64 %i, 1
  br label %i.head
done:
  ret void
}
)";

}  // namespace krait::jit::test
