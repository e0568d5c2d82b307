# args: check FILE
# code: expected-token
# at: 5:1
abstract type A
    x
end
