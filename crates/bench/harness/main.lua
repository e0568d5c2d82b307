-- Runs `kernel` until it is warm, then prints a line of its result and a line of nanoseconds for each sample, then `end`.
local ffi = require("ffi")
ffi.cdef [[
  typedef struct { long seconds, nanoseconds; } timespec;
  int clock_gettime(int clock, timespec *t);
]]
local t = ffi.new("timespec")
local function now()
  ffi.C.clock_gettime(1, t)
  return tonumber(t.seconds) * 1e9 + tonumber(t.nanoseconds)
end
local seconds = tonumber(arg[1])
local start = now()
local answer = kernel()
kernel()
print(string.format("%.17g", answer))
local taken = 0
while taken < (seconds > 0 and 5 or 1) or (now() - start < seconds * 1e9 and taken < 1000) do
  local before = now()
  kernel()
  print(string.format("%d", now() - before))
  taken = taken + 1
end
print("end")
