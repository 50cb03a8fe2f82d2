// fault: bytes that are not UTF-8 become the replacement sign, so different labels become one
// expect: error; words=UTF-8,encoding
// latin1: l.csv "name,y\ncafé,1\ncafè,2\ncafê,3\n"
let d = data("l.csv")
print(d)
