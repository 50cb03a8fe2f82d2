// fault: files as pandas (unnamed index column), R (row names) and CmdStan (# comments) write them are refused without a way to read them
// expect: ok; a in 2 2; b in 2 2; c in 2 2
// file: pandas.csv ",x,y\n0,1,5\n1,2,6\n2,3,7\n"
// file: r.csv "\"x\",\"y\"\n\"1\",1,5\n\"2\",2,6\n\"3\",3,7\n"
// file: stan.csv "# model = m\n# seed = 1\nx,y\n1,5\n# Adaptation terminated\n2,6\n3,7\n#  Elapsed\n"
print("a = \(mean(data("pandas.csv").x))")
print("b = \(mean(data("r.csv").x))")
print("c = \(mean(data("stan.csv").x))")
