-- Small matrices made, joined, multiplied and raised, many times.
local function random_matrix(n, state)
  local a = {}
  for i = 1, n * n do
    state = (state * 16807) % 2147483647
    a[i] = state / 2147483647 - 0.5
  end
  return a, state
end
local function product_of_transposed(p, rows, columns)
  local q = {}
  for j = 0, columns - 1 do
    for i = 0, columns - 1 do
      local sum = 0.0
      for k = 1, rows do sum = sum + p[k + i * rows] * p[k + j * rows] end
      q[i + 1 + j * columns] = sum
    end
  end
  return q
end
local function square(a, n)
  local b = {}
  for j = 0, n - 1 do
    for i = 1, n do
      local sum = 0.0
      for k = 0, n - 1 do sum = sum + a[i + k * n] * a[k + 1 + j * n] end
      b[i + j * n] = sum
    end
  end
  return b
end
local function trace(a, n)
  local sum = 0.0
  for i = 0, n - 1 do sum = sum + a[i + 1 + i * n] end
  return sum
end
function kernel()
  local n, t, state, v = 5, 200, 42, {}
  for i = 1, t do
    local parts = {}
    for k = 1, 4 do parts[k], state = random_matrix(n, state) end
    local p = {}
    for k = 0, 3 do
      for j = 0, n - 1 do
        for r = 1, n do p[r + (k * n + j) * n] = parts[k + 1][r + j * n] end
      end
    end
    local q = product_of_transposed(p, n, 4 * n)
    v[i] = trace(square(square(q, 4 * n), 4 * n), 4 * n)
  end
  local mean, spread = 0.0, 0.0
  for i = 1, t do mean = mean + v[i] end
  mean = mean / t
  for i = 1, t do spread = spread + (v[i] - mean) ^ 2 end
  return math.sqrt(spread / (t - 1)) / mean
end
