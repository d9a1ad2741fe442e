// The way into compiled code, and the way out of it when it raises (System V x86-64).
//
// kr_enter saves what a caller may rely on (rbx, rbp, r12-r15) and the previous value of ctx->sp on the
// stack, notes the stack pointer in ctx->sp and calls the entry. kr_leave sets the stack pointer back to
// ctx->sp, from any depth, and leaves kr_enter with 1: no unwinding, no tables, no landing pads.
// Entries nest: each kr_enter puts the sp it found back, so a raise ends the innermost one.
//
// Stack while compiled code runs, from ctx->sp upwards:
//   previous ctx->sp | r15 | r14 | r13 | r12 | rbx | rbp | return address
// Seven words and the return address keep rsp at a multiple of 16, as a call wants it.

  .text

// int32_t kr_enter(ctx [rdi], entry [rsi], args [rdx], results [rcx])
  .globl kr_enter
  .hidden kr_enter
  .type kr_enter, @function
  .p2align 4
kr_enter:
  .cfi_startproc
  pushq %rbp
  .cfi_def_cfa_offset 16
  .cfi_offset %rbp, -16
  movq %rsp, %rbp            // a frame pointer, for profilers that walk them
  .cfi_def_cfa_register %rbp
  pushq %rbx
  .cfi_offset %rbx, -24
  pushq %r12
  .cfi_offset %r12, -32
  pushq %r13
  .cfi_offset %r13, -40
  pushq %r14
  .cfi_offset %r14, -48
  pushq %r15
  .cfi_offset %r15, -56
  pushq (%rdi)               // the entry around this one, or null
  movq %rsp, (%rdi)
  movq %rdi, %rbx            // preserved by the entry, so ctx is at hand when it returns
  movq %rsi, %rax
  movq %rdx, %rsi
  movq %rcx, %rdx
  callq *%rax
  xorl %eax, %eax
  popq (%rbx)
.Lrestore:
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  .cfi_def_cfa %rsp, 8
  retq
  .cfi_endproc
  .size kr_enter, . - kr_enter

// void kr_leave(kr_context* ctx [rdi])
  .globl kr_leave
  .hidden kr_leave
  .type kr_leave, @function
  .p2align 4
kr_leave:
  .cfi_startproc
  movq (%rdi), %rsp
  // From here on the frame is kr_enter's; rbp points to its saved copy again, 48 bytes up.
  .cfi_def_cfa %rsp, 64
  .cfi_offset %rbp, -16
  .cfi_offset %rbx, -24
  .cfi_offset %r12, -32
  .cfi_offset %r13, -40
  .cfi_offset %r14, -48
  .cfi_offset %r15, -56
  leaq 48(%rsp), %rbp
  popq (%rdi)
  .cfi_adjust_cfa_offset -8
  movl $1, %eax
  cld
  jmp .Lrestore
  .cfi_endproc
  .size kr_leave, . - kr_leave

  .section .note.GNU-stack, "", @progbits
