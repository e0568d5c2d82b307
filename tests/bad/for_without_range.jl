# args: check FILE
# code: bad-iteration
# at: 4:6
for i
end
