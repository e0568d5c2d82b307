# The bytes of memory that the process has now.
resident() = parse(Int, split(read("/proc/self/statm", String))[2]) * 4096
