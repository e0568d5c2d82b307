# args: check FILE
# code: bad-try
# at: 4:1
try
    1
end
