# args: run FILE
# code: unsupported-syntax
# at: 4:1
run(pipeline(`true`, `true` & `true`))
