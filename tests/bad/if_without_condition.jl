# args: check FILE
# code: missing-condition
# at: 4:3
if
    1
end
