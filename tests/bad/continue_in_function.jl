# args: run FILE
# code: break-outside-loop
# at: 4:7
f() = continue
