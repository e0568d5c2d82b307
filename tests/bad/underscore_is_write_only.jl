# args: run FILE
# code: underscore-read
# at: 4:7
f() = _ + 1
