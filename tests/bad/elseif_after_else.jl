# args: check FILE
# code: expected-token
# at: 8:1
if a
    1
else
    2
elseif b
    3
end
