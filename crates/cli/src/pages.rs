//! What the process's memory is made of.
//!
//! A session begins with some megabytes of tables. In pages of 4 KiB their first touch alone would be a third of the time
//! that a process takes to print one line, measured on a virtual machine (`overdub-bench starts`).

#![allow(unsafe_code, reason = "asks the allocator for room")]

/// Has what is allocated first come in pages of 2 MiB, where the system has such and the allocator is glibc's.
pub(crate) fn prefer_large() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        const FIRST: i32 = 32 << 20;
        // More than the allocator has left of what it took before `main`, so that it takes more.
        const BEGUN: usize = 256 << 10;
        // What comes before the first large page, in which the allocator has then written.
        const SKIPPED: usize = 2 << 20;
        // Kept for good, and not touched. Hidden from the compiler, which leaves out what is allocated for nothing.
        // SAFETY: nothing is read or written.
        let keep = |bytes| std::hint::black_box(unsafe { libc::malloc(bytes) });
        // SAFETY: as above.
        let end = || unsafe { libc::sbrk(0) };
        // SAFETY: as above.
        unsafe {
            // What is set here does not adapt any more: it is set to what programs that use much memory get to.
            libc::mallopt(libc::M_MMAP_THRESHOLD, FIRST);
            libc::mallopt(libc::M_TRIM_THRESHOLD, 2 * FIRST);
            libc::mallopt(libc::M_TOP_PAD, FIRST);
        }
        let before = end();
        keep(BEGUN);
        overdub_values::in_large_pages(before.cast(), end().addr().saturating_sub(before.addr()));
        keep(SKIPPED);
    }
}
