// Numbers as programs print them for people. Knows nothing of where they stand.
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A number with nothing around it but blanks: digits of any kind, `nan`, `inf`; nil for anything else.
func plainNumber(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
    var (start, end) = (0, bytes.count)
    while start < end, bytes[start] <= 0x20 { start += 1 }
    while end > start, bytes[end - 1] <= 0x20 { end -= 1 }
    guard start < end else { return nil }
    return shortNumber(UnsafeBufferPointer(rebasing: bytes[start..<end]))
        ?? Double(String(decoding: bytes[start..<min(end, start + 400)], as: UTF8.self))
}

/// A number of at most 19 digits and a small power of ten, which is exact in doubles (W. D. Clinger, "How
/// to read floating point numbers accurately", 1990); nil for others.
private func shortNumber(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
    var (at, digits, mantissa, scale) = (0, 0, UInt64(0), 0)
    var (isNegative, hasPoint) = (false, false)
    if bytes[0] == UInt8(ascii: "-") { (isNegative, at) = (true, 1) }
    while at < bytes.count {
        let byte = bytes[at]
        if byte &- 0x30 < 10 {
            mantissa = mantissa &* 10 &+ UInt64(byte &- 0x30)
            digits += 1
            if hasPoint { scale -= 1 }
        } else if byte == UInt8(ascii: "."), !hasPoint {
            hasPoint = true
        } else {
            break
        }
        at += 1
    }
    guard digits > 0, digits <= 19, mantissa < 1 << 53 else { return nil }
    if at < bytes.count {
        guard bytes[at] | 0x20 == UInt8(ascii: "e") else { return nil }
        at += 1
        var (exponent, isSmall, count) = (0, false, 0)
        if at < bytes.count, bytes[at] == UInt8(ascii: "-") || bytes[at] == UInt8(ascii: "+") {
            isSmall = bytes[at] == UInt8(ascii: "-")
            at += 1
        }
        while at < bytes.count, bytes[at] &- 0x30 < 10, count < 4 {
            exponent = exponent * 10 + Int(bytes[at] &- 0x30)
            (at, count) = (at + 1, count + 1)
        }
        guard at == bytes.count, count > 0 else { return nil }
        scale += isSmall ? -exponent : exponent
    }
    guard abs(scale) <= 22 else { return nil }
    let value =
        scale < 0 ? Double(mantissa) / powersOfTen[-scale] : Double(mantissa) * powersOfTen[scale]
    return isNegative ? -value : value
}

private let powersOfTen: [Double] = (0...22).map { Double("1e\($0)") ?? 0 }

/// A number as people and libraries print it: `93.1%`, `1,234.5`, `np.float64(0.875)`, `'0.75'`,
/// `0.5,`; nil where there is none.
package func printedNumber(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
    if let number = plainNumber(bytes) { return number }
    var text = bytes.prefix(400)[...]
    let isLoose: (UInt8) -> Bool = { $0 <= 0x20 || "'\"[](){}:;=$".utf8.contains($0) }
    while let first = text.first, isLoose(first) { text.removeFirst() }
    while let last = text.last, isLoose(last) || "%,.".utf8.contains(last) { text.removeLast() }
    if let open = text.lastIndex(of: UInt8(ascii: "(")), let close = text.indices.last {
        // The call of a type, np.float64(0.875), tensor(0.875: the bracket behind it is off already.
        let name = text[text.startIndex..<open]
        let isName = name.allSatisfy { isWordByte($0) || $0 == UInt8(ascii: ".") }
        if isName, open < close { text = text[(open + 1)...close] }
    }
    if let number = plainNumber(UnsafeBufferPointer(rebasing: text)) { return number }
    return grouped(text)
}

private func isWordByte(_ byte: UInt8) -> Bool {
    byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == UInt8(ascii: "_")
}

/// Digits in groups of three: `1,234,567.8` or `1_000`.
private func grouped(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Double? {
    let commas = text.indices.filter {
        text[$0] == UInt8(ascii: ",") || text[$0] == UInt8(ascii: "_")
    }
    guard let first = commas.first, first - text.startIndex <= 4, first > text.startIndex else {
        return nil
    }
    let whole = text.firstIndex(of: UInt8(ascii: ".")) ?? text.endIndex
    for (place, comma) in commas.enumerated() {
        let next = place + 1 < commas.count ? commas[place + 1] : whole
        guard text[comma] == UInt8(ascii: "_") || next - comma == 4 else { return nil }
    }
    let digits = text.filter { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "_") }
    return digits.withUnsafeBufferPointer(plainNumber)
}
