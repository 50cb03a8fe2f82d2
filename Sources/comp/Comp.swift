import CompKit
@main struct Main { static func main() {} }
