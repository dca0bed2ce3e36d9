// What the page escapes.
import Testing

@testable import Report

@Test("Texts are escaped wherever they stand")
func texts() {
    var markup = Markup()
    markup.text("</script><script>alert(1)</script> \"a\" 'b' &amp;")
    #expect(
        String(decoding: markup.bytes, as: UTF8.self)
            == "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt; &quot;a&quot; &#39;b&#39; &amp;amp;"
    )
}

@Test("Controls and marks that turn the direction of writing are shown as what they are not")
func invisibles() {
    var markup = Markup()
    markup.text("a\u{0}\u{1B}[31m\u{202E}b\u{2066}\n\té")
    #expect(
        String(decoding: markup.bytes, as: UTF8.self)
            == "a\u{FFFD}\u{FFFD}[31m\u{FFFD}b\u{FFFD}\n\té")
}

@Test("JSON in a script element holds nothing that could end it")
func scripts() {
    let json = Array("[\"</script><!--&\u{2028}\u{2029}\u{2027}é\"]".utf8)
    #expect(
        String(decoding: escapedForScript(json), as: UTF8.self)
            == "[\"\\u003c/script\\u003e\\u003c!--\\u0026\\u2028\\u2029\u{2027}é\"]")
}

@Test(
    "Base64 as RFC 4648 has it",
    arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
func encodes(_ text: String, _ encoded: String) {
    #expect(base64(Array(text.utf8)) == encoded)
}

@Test("Paths in links are nothing but paths")
func links() {
    #expect(percentEncoded("a/b-c_d.e~f") == "a/b-c_d.e~f")
    #expect(percentEncoded("javascript:é\" #?%") == "javascript%3A%C3%A9%22%20%23%3F%25")
}
