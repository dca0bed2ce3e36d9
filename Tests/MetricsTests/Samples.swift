// The samples that the tests of sources read, and what of them is compared. Those in Fixtures are files as
// real trainers wrote them, named after the package and its version.
import TestSupport

@testable import Metrics

let samples = testFolder("MetricsTests/Fixtures").path

func series(_ read: (inout SeriesCollector) -> Void) -> SeriesCollector {
    var collector = SeriesCollector(keepsPoints: true)
    read(&collector)
    return collector
}

func values(_ series: Series?) -> [Double] { series?.points.map(\.value) ?? [] }
func steps(_ series: Series?) -> [Double] { series?.points.map(\.step) ?? [] }
