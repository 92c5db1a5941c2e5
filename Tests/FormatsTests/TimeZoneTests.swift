import StetColumns
import TestSupport
import Testing

@testable import StetFormats

@Test(
  "Clocks of a zone show what its rules say",
  arguments: [
    // From the U.S. Naval Observatory and the rules of the European Union: the moments before and at which clocks change.
    ("America/New_York", 1_583_650_799, -5), ("America/New_York", 1_583_650_800, -4),
    ("America/New_York", 1_604_210_399, -4), ("America/New_York", 1_604_210_400, -5),
    ("Europe/Berlin", 1_616_893_199, 1), ("Europe/Berlin", 1_616_893_200, 2),
    ("America/Phoenix", 1_593_561_600, -7), ("Asia/Tokyo", 0, 9), ("Etc/UTC", 1_000_000_000, 0),
    // Long after the last change that files list.
    ("America/New_York", 4_102_444_800, -5), ("America/New_York", 4_118_083_200, -4),
  ])
func offsets(_ name: String, _ moment: Int64, _ hours: Int) throws {
  // A machine may lack the database, which `zone:` then says.
  guard let rules = TimeZoneRules(named: name) else { return }
  #expect(rules.offset(at: moment) == hours * 3600)
}

@Test(
  "A yearly rule finds its days in every form",
  arguments: [
    ("EST5EDT,M3.2.0,M11.1.0", 1_583_650_800, -4 * 3600), ("EST5EDT,M3.2.0,M11.1.0", 1_583_650_799, -5 * 3600),
    ("<-03>3", 0, -3 * 3600), ("IST-5:30", 0, 19_800),
    // Summer over New Year.
    ("AEST-10AEDT,M10.1.0,M4.1.0/3", 1_577_836_800, 11 * 3600),
    ("AEST-10AEDT,M10.1.0,M4.1.0/3", 1_593_561_600, 10 * 3600),
    // Day 60 is the first of March also in leap years; day 59 counted from 0 is the 29th of February.
    ("AAA0BBB,J60/0,J300/0", 1_583_020_800, 3600), ("AAA0BBB,J60/0,J300/0", 1_583_020_799, 0),
    ("AAA0BBB,59/0,300/0", 1_582_934_400, 3600), ("AAA0BBB,59/0,300/0", 1_582_934_399, 0),
  ])
func yearly(_ rule: String, _ moment: Int64, _ offset: Int) throws {
  #expect(try #require(YearlyRule(rule)).offset(at: moment) == offset)
}

@Test(
  "What is no rule is none", arguments: ["", "E5", "EST", "EST5EDT,M3.2.0", "EST5EDT,M13.1.0,M1.1.0", "EST5EDT,X,Y"])
func noRule(_ text: String) { #expect(YearlyRule(text) == nil) }

@Test(
  "Cells that state their zone",
  arguments: [
    ("2020-01-05T08:30:00Z", "2020-01-05T08:30:00", "2020-01-05T08:30:00"),
    ("2020-01-05 08:30 -0500", "2020-01-05T08:30:00", "2020-01-05T13:30:00"),
    ("2020-01-05T23:30:00.5-05", "2020-01-05T23:30:00.500000", "2020-01-06T04:30:00.500000"),
    ("2020-01-05 08:30:00 UTC", "2020-01-05T08:30:00", "2020-01-05T08:30:00"),
    ("2020-01-05T08:30:00+05:30", "2020-01-05T08:30:00", "2020-01-05T03:00:00"),
    ("2020-01-05T08:30:00", nil, nil), ("2020-01-05T08:30:00+5", nil, nil), ("2020-01-05", nil, nil),
    ("2020-01-05T08:30:00+15:00", nil, nil), ("Z", nil, nil), ("0001-01-01T00:00:00+01:00", "0001-01-01T00:00:00", nil),
  ] as [(String, String?, String?)])
func zoned(_ cell: String, _ given: String?, _ utc: String?) {
  func shown(_ zone: ZoneReading) -> String? {
    ZonedDateTimeParser(zone: zone).parse(Array(cell.utf8).span).map { plainText(.datetime($0)) }
  }
  #expect(shown(.given) == given)
  #expect(shown(.utc) == utc)
}
