# args: check FILE
# code: bad-try
# at: 6:1
try
    1
else
    2
end
