# args: run FILE
# code: break-outside-loop
# at: 4:1
break
