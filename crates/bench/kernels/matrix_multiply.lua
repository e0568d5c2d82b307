-- Three loops over matrices that lie in columns.
local function fill(a, n, state)
  for i = 1, n * n do
    state = (state * 16807) % 2147483647
    a[i] = state / 2147483647
  end
  return state
end
local function multiply(c, a, b, n)
  for j = 0, n - 1 do
    for i = 1, n do c[i + j * n] = 0.0 end
    for k = 0, n - 1 do
      local x = b[k + 1 + j * n]
      for i = 1, n do c[i + j * n] = c[i + j * n] + a[i + k * n] * x end
    end
  end
end
function kernel()
  local n, a, b, c = 100, {}, {}, {}
  local state = fill(a, n, 42)
  fill(b, n, state)
  multiply(c, a, b, n)
  local sum = 0.0
  for i = 0, n - 1 do sum = sum + c[i + 1 + i * n] end
  return sum
end
