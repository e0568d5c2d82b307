# args: check FILE
# code: unexpected-token
# at: 6:1
module M
baremodule
end
