// Signs for terminals without Unicode.
import Testing

@testable import Text

@Suite struct ASCIITests {
    @Test func signsOfTablesAndPlots() {
        #expect(inASCII("0.98 ± 0.01  lr × wd") == "0.98 +- 0.01  lr x wd")
        #expect(inASCII("ö") == "ö" && inASCII("plain") == "plain")
        #expect(inASCII("⠁⣀⣿⠀│└──◆━█░") == "'.: |+--*=#:")
    }
}
