# args: check FILE
# code: extra-tokens
# at: 5:1
x = 1
end
