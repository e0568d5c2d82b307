-- Calls and nothing else.
local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
function kernel() return fib(22) end
