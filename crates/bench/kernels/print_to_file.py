# Numbers as text, to a file that takes all.
def kernel():
    with open("/dev/null", "w") as out:
        for i in range(1, 10001):
            out.write("%d %d\n" % (i, i + 1))
    return 10000
