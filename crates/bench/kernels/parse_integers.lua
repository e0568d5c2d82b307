-- A thousand numbers to hexadecimal text and back.
function kernel()
  local state, sum = 42, 0
  for _ = 1, 1000 do
    state = (state * 16807) % 2147483647
    local text = string.format("%x", state)
    local number = tonumber(text, 16)
    if number ~= state then error("parsed something else") end
    sum = sum + number % 1024
  end
  return sum
end
