def twice(x):
    print 'twice', x
    return x * 4 / 2
