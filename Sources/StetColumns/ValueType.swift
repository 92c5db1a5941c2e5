/// The type of a column or a value, as users name it.
package enum ValueType: Hashable, Sendable {
  case bool
  /// 64-bit; overflow is an error, never a wrap.
  case int
  /// Exact: a 128-bit integer times a power of ten.
  case decimal
  /// IEEE 754 double.
  case float
  case text
  case date
  case datetime
  case period(PeriodKind)
  case duration

  /// The word used in scripts, metadata and messages.
  package var name: String {
    switch self {
    case .bool: "bool"
    case .int: "int"
    case .decimal: "decimal"
    case .float: "float"
    case .text: "text"
    case .date: "date"
    case .datetime: "datetime"
    case .period(let kind): kind.rawValue
    case .duration: "duration"
    }
  }

  /// The types in the order in which messages list them.
  package static let all: [ValueType] =
    [.int, .decimal, .float, .text, .bool, .date, .datetime, .duration] + PeriodKind.allCases.map(ValueType.period)

  package init?(name: String) {
    guard let type = ValueType.all.first(where: { $0.name == name }) else { return nil }
    self = type
  }

  package var isNumeric: Bool {
    switch self {
    case .int, .decimal, .float: true
    case .bool, .text, .date, .datetime, .period, .duration: false
    }
  }
}

extension ValueType {
  /// Whether its values are days, moments or periods.
  package var isTime: Bool {
    switch self {
    case .date, .datetime, .period: true
    case .int, .decimal, .float, .bool, .text, .duration: false
    }
  }
}

/// A calendar period; a period column holds ordinals of one kind.
///
/// Ordinals: `year` and `fiscalYear` the year itself; `month` 12 × year + month − 1; `quarter` and `fiscalQuarter`
/// 4 × year + quarter − 1; `week` weeks since Monday 1969-12-29.
package enum PeriodKind: String, Hashable, Sendable, CaseIterable {
  case year, month, quarter, week
  case fiscalYear = "fiscal_year"
  case fiscalQuarter = "fiscal_quarter"

  /// `fiscal year`
  package var words: String { rawValue.split(separator: "_").joined(separator: " ") }

  /// Whether each period of this kind lies in a single one of another.
  package func lies(in other: PeriodKind) -> Bool {
    switch (self, other) {
    case (.month, .quarter), (.month, .fiscalQuarter), (.month, .year), (.month, .fiscalYear): true
    // Quarters of both kinds begin in January, April, July and October.
    case (.quarter, .fiscalQuarter), (.fiscalQuarter, .quarter): true
    case (.quarter, .year), (.quarter, .fiscalYear), (.fiscalQuarter, .year), (.fiscalQuarter, .fiscalYear): true
    default: self == other
    }
  }
}
