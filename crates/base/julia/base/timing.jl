# How long things take, by the session's clock.

time_ns() = Core.Host.time_ns()
time() = Core.Host.time()

macro elapsed(ex)
    return quote
        local t0 = time_ns()
        $(esc(ex))
        (time_ns() - t0) / 1e9
    end
end
macro elapsed(msg, ex)
    return :(@elapsed $(esc(ex)))
end
macro allocated(ex)
    return quote
        local b0 = Core.Host.allocated_bytes()
        $(esc(ex))
        Core.Host.allocated_bytes() - b0
    end
end
# What a collector had to do meanwhile; the session's own tells nothing of it but the bytes.
struct GC_Diff
    allocd::Int64
    malloc::Int64
    realloc::Int64
    poolalloc::Int64
    bigalloc::Int64
    freecall::Int64
    total_time::Int64
    pause::Int64
    full_sweep::Int64
end
GC_Diff(bytes::Int64) = GC_Diff(bytes, 0, 0, 0, 0, 0, 0, 0, 0)
macro timed(ex)
    return quote
        local b0 = Core.Host.allocated_bytes()
        local t0 = time_ns()
        local val = $(esc(ex))
        local t1 = time_ns()
        local bytes = Core.Host.allocated_bytes() - b0
        (value=val, time=(t1 - t0) / 1e9, bytes=bytes, gctime=0.0, gcstats=GC_Diff(bytes),
            lock_conflicts=0, compile_time=0.0, recompile_time=0.0)
    end
end
macro time(ex)
    return :(@time nothing $(esc(ex)))
end
macro time(msg, ex)
    return quote
        local msg = $(esc(msg))
        local b0 = Core.Host.allocated_bytes()
        local t0 = time_ns()
        local val = $(esc(ex))
        time_print(msg, time_ns() - t0, Core.Host.allocated_bytes() - b0)
        val
    end
end
macro timev(ex)
    return :(@timev nothing $(esc(ex)))
end
macro timev(msg, ex)
    return quote
        local msg = $(esc(msg))
        local b0 = Core.Host.allocated_bytes()
        local t0 = time_ns()
        local val = $(esc(ex))
        local ns = time_ns() - t0
        local bytes = Core.Host.allocated_bytes() - b0
        time_print(msg, ns, bytes)
        println("elapsed time (ns):  ", ns)
        println("gc time (ns):       0")
        println("bytes allocated:    ", bytes)
        val
    end
end
macro showtime(ex)
    return :(@time $(sprint(show_unquoted, ex)) $(esc(ex)))
end
function time_print(msg, ns, bytes)
    text = string(_fixed(ns / 1e9, 6), " seconds")
    print(msg === nothing ? lpad(text, 18) : string(msg, ": ", text))
    bytes > 0 && print(" (", format_bytes(bytes), ")")
    println()
end
function _fixed(x::Float64, digits::Int)
    n = round(BigInt, x * 10.0^digits, RoundNearest)
    s = lpad(string(n), digits + 1, '0')
    return string(s[1:end-digits], ".", s[end-digits+1:end])
end
function format_bytes(bytes; binary::Bool=true)
    units = binary ? ("byte", "KiB", "MiB", "GiB", "TiB", "PiB") : ("byte", "kB", "MB", "GB", "TB", "PB")
    factor = binary ? 1024 : 1000
    b = Float64(bytes)
    i = 1
    # As much as one of a unit is still told in the smaller one.
    while b > factor && i < length(units)
        b /= factor
        i += 1
    end
    i == 1 && return string(Int(bytes), bytes == 1 ? " byte" : " bytes")
    return string(_fixed(b, 3), " ", units[i])
end
