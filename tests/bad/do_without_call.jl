# args: check FILE
# code: extra-tokens
# at: 4:3
x do
end
