# args: run FILE
# code: repeated-name
# at: 4:1
struct S
    a
    a
end
